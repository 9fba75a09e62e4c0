//! The narrative of an objective.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::Read;
use crate::base::passage::Piece;

/// Stato di attuazione: what was done, in prose.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// The day that the narrative speaks of.
    pub as_of: Read<NaiveDate>,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph; in JSON just its text.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Paragraph {
    /// The text.
    pub text: Read<String>,
    /// The place of every word, so that a number in the prose can be shown.
    #[serde(skip)]
    #[schemars(skip)]
    pub words: Box<[Piece]>,
}
