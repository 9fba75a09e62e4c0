//! Articles of law and accounting principles that several rules rest on.

use crate::audit::rule::Text;

/// Figures must be true, reliable and clear; what they are for is entrusted by the PEG.
pub(super) const TRUTHFULNESS: Text = (
    "D.Lgs. 118/2011, allegato 1, principio 5 (veridicità, attendibilità, correttezza e comprensibilità); art. 169 del D.Lgs. 267/2000 (TUEL) per il PEG.",
    "D.Lgs. 118/2011, annex 1, principle 5 (truthfulness, reliability, correctness and clarity); art. 169 of D.Lgs. 267/2000 (TUEL) on the PEG.",
);

/// An objective belongs to a definite span of time.
pub(super) const SPAN_OF_TIME: Text = (
    "D.Lgs. 150/2009, art. 5, comma 2, lettera d): gli obiettivi sono riferibili a un arco temporale determinato.",
    "D.Lgs. 150/2009, art. 5, paragraph 2, letter d): objectives refer to a definite span of time.",
);

/// An objective is specific and can be measured.
pub(super) const MEASURABLE: Text = (
    "D.Lgs. 150/2009, art. 5, comma 2, lettera b): gli obiettivi sono specifici e misurabili in termini concreti e chiari.",
    "D.Lgs. 150/2009, art. 5, paragraph 2, letter b): objectives are specific and measurable in concrete and clear terms.",
);
