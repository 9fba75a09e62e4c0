//! The report: one document of the contract.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::EvidenceMap;
use super::finding::Finding;
use super::form::Form;
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

impl Default for Report {
    /// A report of which nothing was read.
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            source: Source::default(),
            form: Form::default(),
            title: Read::blank(),
            registration: None,
            parameters: Parameters::default(),
            objectives: Vec::new(),
            findings: Vec::new(),
            evidence: EvidenceMap,
        }
    }
}

/// The file that was read.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
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
    /// The signatures of the file, or of the envelopes that it lies in: they are there, and nobody has verified them.
    #[serde(default)]
    pub signed: Option<Vec<Signature>>,
}

/// A signature as it says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// Who signed, as the certificate says.
    pub by: Option<String>,
    /// When, as the signature says: an ISO 8601 time.
    pub at: Option<String>,
}

/// Where the text of a document came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Every page has a usable text layer.
    #[default]
    Digital,
    /// Every page was read by OCR.
    Scanned,
    /// Some of each.
    Mixed,
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
