//! Rows as Arrow columns.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use chrono::{Datelike, NaiveDate};

use crate::warehouse::star::{Column, Table, Type, Value};

/// The schema of a table's files; what files are parted by is not in them.
pub(super) fn schema(table: &Table) -> SchemaRef {
    let parted = table.partition();
    let columns = table.columns().enumerate().filter(|(k, _)| Some(*k) != parted);
    Arc::new(Schema::new(columns.map(|(_, column)| field(column)).collect::<Vec<_>>()))
}

fn field(column: &Column) -> Field {
    let ty = match column.ty {
        Type::Text => DataType::Utf8,
        Type::Integer => DataType::Int64,
        Type::Decimal(precision, scale) => DataType::Decimal128(precision, scale as i8),
        Type::Date => DataType::Date32,
        Type::Boolean => DataType::Boolean,
    };
    let meaning = [("it", column.meaning.0), ("en", column.meaning.1)];
    let about = meaning.map(|(lang, text)| (format!("schedario.meaning.{lang}"), text.to_owned()));
    Field::new(column.name, ty, !column.required).with_metadata(std::collections::HashMap::from(about))
}

/// Rows that become columns.
pub(super) struct Builder {
    schema: SchemaRef,
    columns: Vec<Cells>,
    parted: Option<usize>,
    rows: usize,
}

enum Cells {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder, DataType),
    Date(Date32Builder),
    Boolean(BooleanBuilder),
}

impl Cells {
    fn new(ty: &DataType) -> Self {
        match ty {
            DataType::Int64 => Cells::Integer(Int64Builder::with_capacity(0)),
            ty @ DataType::Decimal128(..) => Cells::Decimal(Decimal128Builder::with_capacity(0), ty.clone()),
            DataType::Date32 => Cells::Date(Date32Builder::with_capacity(0)),
            DataType::Boolean => Cells::Boolean(BooleanBuilder::with_capacity(0)),
            _ => Cells::Text(StringBuilder::with_capacity(0, 0)),
        }
    }

    /// The rows as a column; none are left, and room for as many. What comes next is as large as what came before: columns
    /// that grew anew each time were copied more often than they were filled.
    fn take(&mut self) -> ArrayRef {
        match self {
            Cells::Text(cells) => {
                let room = StringBuilder::with_capacity(cells.len(), cells.values_slice().len());
                Arc::new(std::mem::replace(cells, room).finish())
            }
            Cells::Integer(cells) => {
                let room = Int64Builder::with_capacity(cells.len());
                Arc::new(std::mem::replace(cells, room).finish())
            }
            Cells::Decimal(cells, ty) => {
                let room = Decimal128Builder::with_capacity(cells.len());
                Arc::new(std::mem::replace(cells, room).finish().with_data_type(ty.clone()))
            }
            Cells::Date(cells) => {
                let room = Date32Builder::with_capacity(cells.len());
                Arc::new(std::mem::replace(cells, room).finish())
            }
            Cells::Boolean(cells) => {
                let room = BooleanBuilder::with_capacity(cells.len());
                Arc::new(std::mem::replace(cells, room).finish())
            }
        }
    }
}

impl Builder {
    pub fn new(table: &Table, schema: SchemaRef) -> Self {
        let columns = schema.fields().iter().map(|field| Cells::new(field.data_type())).collect();
        Self { schema, columns, parted: table.partition(), rows: 0 }
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    /// Adds a row of the table.
    pub fn push(&mut self, row: &[Value<'_>]) {
        let (before, after) = match self.parted {
            Some(k) if k < row.len() => (&row[..k], &row[k + 1..]),
            _ => (row, &row[..0]),
        };
        let values = before.iter().chain(after);
        for (cells, value) in self.columns.iter_mut().zip(values) {
            match cells {
                Cells::Text(cells) => cells.append_option(value.as_text()),
                Cells::Integer(cells) => cells.append_option(match value {
                    Value::Integer(number) => Some(*number),
                    _ => None,
                }),
                Cells::Decimal(cells, _) => cells.append_option(match value {
                    Value::Decimal(unit) => Some(i128::from(unit.count)),
                    _ => None,
                }),
                Cells::Date(cells) => cells.append_option(match value {
                    Value::Date(day) => Some(day.num_days_from_ce() - NaiveDate::default().num_days_from_ce()),
                    _ => None,
                }),
                Cells::Boolean(cells) => cells.append_option(match value {
                    Value::Boolean(yes) => Some(*yes),
                    _ => None,
                }),
            }
        }
        self.rows += 1;
    }

    /// The rows as columns; none are left.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let arrays = self.columns.iter_mut().map(Cells::take).collect();
        self.rows = 0;
        RecordBatch::try_new(self.schema.clone(), arrays)
    }
}
