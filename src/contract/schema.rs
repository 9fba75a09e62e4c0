//! The JSON Schema of a report, made from the types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

use super::report::Report;

/// The JSON Schema (draft 2020-12) that every report satisfies.
pub fn schema() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(decimals_are_text));
    settings.into_generator().into_root_schema_for::<Report>()
}

/// Decimals are written as text only, in plain notation: the library would also allow floats and exponents.
fn decimals_are_text(schema: &mut Schema) {
    let Some(Value::Array(types)) = schema.get_mut("type") else { return };
    let number = json!("number");
    if types.contains(&number) && types.contains(&json!("string")) {
        types.retain(|t| *t != number);
        schema.insert("pattern".to_owned(), json!(r"^-?\d+(\.\d+)?$"));
    }
}
