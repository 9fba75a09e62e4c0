//! The parts that pages are made of, and how they lie in a file.

use std::io::Write;

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::pdf::Picture;

/// Something that a page asks for when it is looked at.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name: "d3/cards", "d3/page", "d3/p5".
    pub name: String,
    /// What it is.
    pub content: Content,
}

/// What a part is.
#[derive(Clone, Debug)]
pub enum Content {
    /// HTML that `maud` made.
    Html(String),
    /// The picture of a page.
    Picture(Picture),
}

impl Part {
    /// A part of HTML.
    pub fn html(name: String, html: String) -> Self {
        Self { name, content: Content::Html(html) }
    }

    /// Its kind as pages know it, and its bytes as base64; text is deflated before.
    pub fn packed(&self) -> (&'static str, String) {
        match &self.content {
            Content::Html(text) => ("html", BASE64.encode(&deflated(text.as_bytes()))),
            Content::Picture(picture) => (kind(picture), BASE64.encode(picture.bytes())),
        }
    }
}

fn kind(picture: &Picture) -> &'static str {
    match picture {
        Picture::Svg(_) => "svg",
        Picture::Png(_) => "png",
        Picture::Jpeg(_) => "jpeg",
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
