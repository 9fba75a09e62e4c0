//! Pictures of pages.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;

use super::document::Document;

/// The most pixels that a side of a picture may have.
const LARGEST: f32 = 4000.0;

impl Document {
    /// A page as a PNG, at `scale` pixels a point; `position` counts from 0. None where there is no such page.
    pub fn picture(&self, position: usize, scale: f32) -> Option<Vec<u8>> {
        let page = self.pages().get(position)?;
        let (width, height) = page.render_dimensions();
        let scale = scale.min(LARGEST / width.max(height).max(1.0));
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap =
            render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings);
        pixmap.into_png().ok()
    }
}
