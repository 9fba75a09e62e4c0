//! The report: one document of the contract.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::evidence::{EvidenceMap, EvidenceOf};
use super::finding::Finding;
use super::objective::Objective;
use super::read::Read;

/// The version of the output contract.
pub const SCHEMA_VERSION: &str = "1";

/// What was read from one PDF.
#[derive(Clone, Debug, JsonSchema)]
pub struct Report {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// The file.
    pub source: Source,
    /// The grammar that matched.
    pub form: Form,
    /// The title as printed.
    pub title: Read<String>,
    /// The protocol stamp; the first one, when they differ.
    pub registration: Option<Registration>,
    /// The parameters that the report was printed with.
    pub parameters: Parameters,
    /// The objectives in printed order.
    pub objectives: Vec<Objective>,
    /// What is odd in the document or could not be read.
    pub findings: Vec<Finding>,
    /// JSON Pointer (RFC 6901) of a value above to the place or places where it was read.
    pub evidence: EvidenceMap,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Report", 9)?;
        s.serialize_field("schema_version", self.schema_version)?;
        s.serialize_field("source", &self.source)?;
        s.serialize_field("form", &self.form)?;
        s.serialize_field("title", &self.title)?;
        s.serialize_field("registration", &self.registration)?;
        s.serialize_field("parameters", &self.parameters)?;
        s.serialize_field("objectives", &self.objectives)?;
        s.serialize_field("findings", &self.findings)?;
        s.serialize_field("evidence", &EvidenceOf(self))?;
        s.end()
    }
}

/// The file that was read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Path as given on the command line, or below the folder that was given.
    pub path: String,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// Number of pages.
    pub pages: u32,
    /// The program that wrote the PDF, as the PDF says.
    pub producer: Option<String>,
    /// Where the text came from.
    pub kind: Kind,
}

/// Where the text of a document came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Every page has a usable text layer.
    Digital,
    /// Every page was read by OCR.
    Scanned,
    /// Some of each.
    Mixed,
}

/// The grammar that matched.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The stamp of the protocol office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Registration {
    /// The body that registered the document.
    pub entity: Read<String>,
    /// Number and year, "0021486/2018".
    pub protocol_number: Read<String>,
    /// Date of registration.
    pub protocol_date: Read<NaiveDate>,
    /// Code in the filing plan (titolario), "2.14".
    pub class_code: Read<String>,
    /// Its wording.
    pub class_label: Read<String>,
    /// The file (fascicolo), "2.14 N.1/2018".
    pub file: Read<String>,
}

/// What the report was printed for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Parameters {
    /// Vista: the planning document.
    pub view: Option<Coded>,
    /// Livello.
    pub level: Read<String>,
    /// Centro di Responsabilità.
    pub responsibility_center: Option<Coded>,
}

/// A code with its wording.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coded {
    /// The code.
    pub code: Read<String>,
    /// What it stands for.
    pub label: Read<String>,
}
