//! The hidden text of another OCR program: a third witness where the readers differ, and never the truth.

use super::frame::Frame;
use super::place::Placed;
use crate::base::geometry::{Rect, Turn};
use crate::page::Glyph;

/// Two of three are as sure as this.
const TWO_OF_THREE: f32 = 0.85;

/// Asks the hidden text about the words on which the readers differ: where it says what one of them says, that is taken.
pub(super) fn hear(words: &mut [Placed], frame: &Frame, layer: &[Glyph]) {
    if layer.is_empty() {
        return;
    }
    for word in words {
        let area = frame.displayed(&word.area);
        // A dispute about several words is about where they part, too.
        let Some(dispute) = word.heard.dispute.as_mut().filter(|d| d.taken == word.heard.text) else { continue };
        let said = said(layer, &area, frame.turn);
        if let Some(reading) = dispute.readings.iter().find(|r| **r == said).cloned() {
            word.heard.confidence = word.heard.confidence.max(TWO_OF_THREE);
            dispute.taken.clone_from(&reading);
            dispute.readings.push(said);
            word.heard.text = reading;
        }
    }
}

/// The hidden text in a box.
fn said(layer: &[Glyph], area: &Rect, turn: Turn) -> String {
    let slack = 0.15 * area.width().min(area.height());
    let inside = |g: &&Glyph| {
        let (x, y) = (g.rect.mid_x(), g.rect.mid_y());
        x > area.x0 - slack && x < area.x1 + slack && y > area.y0 - slack && y < area.y1 + slack
    };
    let mut glyphs: Vec<&Glyph> = layer.iter().filter(inside).filter(|g| !g.ch.is_whitespace()).collect();
    let along = |g: &Glyph| match turn {
        Turn::None => g.rect.x0,
        Turn::Right => g.rect.y0,
        Turn::Half => -g.rect.x1,
        Turn::Left => -g.rect.y1,
    };
    glyphs.sort_by(|a, b| along(a).total_cmp(&along(b)));
    glyphs.iter().map(|g| g.ch).collect()
}
