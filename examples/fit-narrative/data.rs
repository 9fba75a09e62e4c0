//! Labelled narratives: `tests/narrative/`, in two formats.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use schedario::audit::narrative::{Indicator, Kind};
use serde::Deserialize;

/// What is said of a number by those who labelled it.
#[derive(Clone, Debug)]
pub struct Label {
    /// Position of the paragraph.
    pub paragraph: usize,
    /// Bytes of the number in it.
    pub start: usize,
    /// Byte behind it.
    pub end: usize,
    /// What it speaks of; none where the format does not say.
    pub kind: Option<Kind>,
    /// The indicator that it speaks of.
    pub indicator: Option<usize>,
    /// Whether it contradicts that indicator.
    pub contradicts: bool,
    /// How, in the words of the format.
    pub how: String,
}

/// A labelled narrative.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Whose hand it is.
    pub writer: String,
    /// The year that it speaks of.
    pub year: Option<i32>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The prose.
    pub paragraphs: Vec<String>,
    /// The labels.
    pub labels: Vec<Label>,
}

impl Case {
    /// The indicators that the prose contradicts.
    pub fn contradicted(&self) -> Vec<usize> {
        let mut out: Vec<usize> = self.labels.iter().filter(|l| l.contradicts).filter_map(|l| l.indicator).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The label of the number at some bytes of a paragraph.
    pub fn label(&self, paragraph: usize, start: usize, end: usize) -> Option<&Label> {
        self.labels.iter().find(|l| l.paragraph == paragraph && l.start < end && start < l.end)
    }
}

#[derive(Deserialize)]
struct Written {
    sector: String,
    writer: String,
    as_of: String,
    indicators: Vec<WrittenIndicator>,
    paragraphs: Vec<String>,
    numbers: Vec<WrittenNumber>,
}

#[derive(Deserialize)]
struct WrittenIndicator {
    description: String,
    expected: Option<String>,
    achieved: Option<String>,
    previous: Vec<WrittenYear>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct WrittenYear {
    value: Option<String>,
}

#[derive(Deserialize)]
struct WrittenNumber {
    paragraph: usize,
    text: String,
    start: usize,
    kind: String,
    indicator: Option<usize>,
    basis: Option<String>,
    how: Option<String>,
}

/// The narratives of `tests/narrative/writers`, one a line in a file for each writer.
pub fn writers(dir: &Path) -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(dir).expect("the labelled narratives").flatten().map(|e| e.path()).collect();
    files.sort();
    let text = files.iter().map(|f| fs::read_to_string(f).expect("a file of narratives"));
    let lines: Vec<String> = text.flat_map(|t| t.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    lines.iter().map(|line| case(serde_json::from_str(line).expect("a narrative"))).collect()
}

fn case(written: Written) -> Case {
    let number = |text: &Option<String>| text.as_ref().and_then(|t| t.parse().ok());
    let indicators = written.indicators.iter().map(|i| Indicator {
        description: i.description.clone(),
        note: i.note.clone().unwrap_or_default(),
        expected: number(&i.expected),
        achieved: number(&i.achieved),
        previous: i.previous.iter().map(|y| number(&y.value)).collect(),
    });
    let labels = written.numbers.iter().map(|n| {
        let text = &written.paragraphs[n.paragraph];
        let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(k, _)| k);
        let start = byte(n.start);
        Label {
            paragraph: n.paragraph,
            start,
            end: start + n.text.len(),
            kind: Some(kind(&n.kind, n.basis.as_deref())),
            indicator: n.indicator,
            contradicts: n.kind == "contradicts",
            how: n.how.clone().or_else(|| n.basis.clone()).unwrap_or_else(|| n.kind.clone()),
        }
    });
    Case {
        name: written.sector.clone(),
        writer: written.writer.clone(),
        year: written.as_of.get(..4).and_then(|y| y.parse().ok()),
        indicators: indicators.collect(),
        labels: labels.collect(),
        paragraphs: written.paragraphs.clone(),
    }
}

fn kind(kind: &str, basis: Option<&str>) -> Kind {
    match (kind, basis) {
        ("agrees" | "contradicts", Some("sum")) => Kind::Part,
        ("agrees" | "contradicts", Some("value" | "ratio" | "all" | "none" | "complement" | "range")) => Kind::State,
        ("agrees" | "contradicts", _) => Kind::Change,
        ("part", _) => Kind::Part,
        ("whole", _) => Kind::Whole,
        ("other_period", _) => Kind::Period,
        ("plan", _) => Kind::Plan,
        ("price" | "amount", _) => Kind::Money,
        ("law_or_date" | "duration" | "age" | "clock", _) => Kind::Time,
        ("average", _) => Kind::Average,
        ("other_thing" | "other_office" | "approx", _) => Kind::Other,
        _ => Kind::Label,
    }
}

#[derive(Deserialize)]
struct Cases {
    caso: Vec<Short>,
}

#[derive(Deserialize)]
struct Short {
    settore: String,
    indicatori: Vec<String>,
    testo: String,
    numeri: Vec<String>,
}

/// The narratives of a file in the short format.
pub fn short(path: &Path, writer: &str) -> Vec<Case> {
    let text = fs::read_to_string(path).expect("a file of narratives");
    let cases: Cases = toml::from_str(&text).expect("narratives");
    cases.caso.into_iter().map(|c| short_case(c, writer)).collect()
}

fn short_case(short: Short, writer: &str) -> Case {
    let indicators = short.indicatori.iter().map(|line| {
        let parts: Vec<&str> = line.split(" | ").collect();
        Indicator {
            description: parts[0].to_owned(),
            achieved: parts[1].parse().ok(),
            expected: parts[2].parse().ok(),
            ..Indicator::default()
        }
    });
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    let labels = short.numeri.iter().filter_map(|line| {
        let parts: Vec<&str> = line.rsplitn(3, ' ').collect();
        let [judgement, kind, number] = parts[..] else { return None };
        let from = at.get(number).copied().unwrap_or(0);
        let start = from + short.testo[from..].find(number)?;
        at.insert(number.to_owned(), start + number.len());
        let indicator = judgement.strip_prefix(['=', '!']).and_then(|i| i.parse().ok());
        let kind = match kind {
            _ if indicator.is_some() => Some(Kind::State),
            "periodo" => Some(Kind::Period),
            "parte" => Some(Kind::Part),
            "piano" => Some(Kind::Plan),
            // Prices and terms are not told from other things here.
            _ => None,
        };
        Some(Label {
            paragraph: 0,
            start,
            end: start + number.len(),
            kind,
            indicator,
            contradicts: judgement.starts_with('!'),
            how: "?".to_owned(),
        })
    });
    Case {
        name: short.settore.clone(),
        writer: writer.to_owned(),
        // All of them are said to be of this year.
        year: Some(2019),
        indicators: indicators.collect(),
        labels: labels.collect::<Vec<_>>(),
        paragraphs: vec![short.testo.clone()],
    }
}
