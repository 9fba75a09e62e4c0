//! Every tolerance of the layout, in one place.

/// Tolerances, in em of the text at hand unless a name says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Glyphs whose baselines differ by less stand on one line.
    pub same_baseline: f32,
    /// A line's baselines may spread by this much in all.
    pub line_spread: f32,
    /// A wider gap between two glyphs parts two words, even without a space between them.
    pub word_gap: f32,
    /// Where the page draws spaces, a gap must be this wide to part words without one.
    pub word_gap_spaced: f32,
    /// A glyph that starts this far back over the one before does not belong to its word.
    pub word_overlap: f32,
    /// A wider gap between two words parts two phrases: two cells, or a label and a stamp beside it.
    pub phrase_gap: f32,
    /// Ruling lines whose positions differ by less (points) lie on one line.
    pub rule_shift: f32,
    /// Pieces of a ruling line with a smaller gap (points) between them are one.
    pub rule_gap: f32,
    /// Baselines of a table that differ by less (points) are one.
    pub row_shift: f32,
    /// A line that begins this far behind the left margin begins a paragraph.
    pub indent: f32,
    /// A line pitch larger than the pitch inside paragraphs by this factor starts a new one.
    pub paragraph_pitch: f32,
}

impl Settings {
    /// The settings in use: measured on forms of 6 to 12 points from seven producers.
    pub const DEFAULT: Settings = Settings {
        same_baseline: 0.2,
        line_spread: 0.5,
        word_gap: 0.17,
        word_gap_spaced: 0.3,
        word_overlap: 0.6,
        phrase_gap: 0.8,
        rule_shift: 1.2,
        rule_gap: 1.6,
        row_shift: 1.0,
        indent: 0.8,
        paragraph_pitch: 1.18,
    };
}
