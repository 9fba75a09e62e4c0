//! Scans made of exported samples, as an office scanner would make them, and how much of them is read.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::{Document as Writer, Object, Stream, dictionary};
use schedario::base::geometry::Turn;
use schedario::page::raster::Raster;
use schedario::pdf::Document;
use serde_json::Value;

/// How a page is scanned.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    pub name: &'static str,
    pub dpi: f32,
    /// Degrees, clockwise.
    pub skew: f32,
    pub turn: Turn,
    /// Standard deviation of the noise, in grey levels.
    pub noise: f32,
    /// Black and white only.
    pub bilevel: bool,
}

/// A PDF whose pages are pictures of the pages of a PDF.
pub fn scan(pdf: Vec<u8>, scanner: &Scanner) -> Vec<u8> {
    let document = Document::open(Arc::new(pdf)).unwrap();
    let mut out = Writer::with_version("1.5");
    let tree = out.new_object_id();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut kids: Vec<Object> = Vec::new();
    for k in 0..document.page_count() as usize {
        let picture = document.scan(k).unwrap().picture;
        let scale = scanner.dpi / picture.dpi();
        let size = |v: usize| (v as f32 * scale).round() as usize;
        let raster = picture.raster.scaled(size(picture.raster.width), size(picture.raster.height));
        let raster = raster.rotated(scanner.skew.to_radians()).upright(scanner.turn);
        let raster = worn(raster, scanner, &mut random);
        kids.push(page(&mut out, tree, &raster, scanner.dpi).into());
    }
    let count = kids.len() as i64;
    out.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = out.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    out.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    out.save_to(&mut bytes).unwrap();
    bytes
}

fn page(out: &mut Writer, tree: lopdf::ObjectId, raster: &Raster, dpi: f32) -> lopdf::ObjectId {
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => raster.width as i64, "Height" => raster.height as i64,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let mut stream = Stream::new(image, raster.data.clone());
    stream.compress().unwrap();
    let image = out.add_object(stream);
    let (w, h) = (raster.width as f32 * 72.0 / dpi, raster.height as f32 * 72.0 / dpi);
    let content = out.add_object(Stream::new(dictionary! {}, format!("q {w} 0 0 {h} 0 0 cm /P Do Q").into_bytes()));
    out.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), w.into(), h.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => image } },
    })
}

/// The picture with the noise of a scanner, and in black and white if asked for.
fn worn(mut raster: Raster, scanner: &Scanner, random: &mut Random) -> Raster {
    for pixel in &mut raster.data {
        let grey = f32::from(*pixel) + scanner.noise * random.normal();
        *pixel = match scanner.bilevel {
            true if grey > 150.0 => 255,
            true => 0,
            false => grey.clamp(0.0, 255.0) as u8,
        };
    }
    raster
}

/// Numbers that are the same on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.next()).sum::<f32>() - 6.0
    }
}

/// How much of a report was read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub fields: usize,
    pub right: usize,
    pub numbers: usize,
    pub numbers_right: usize,
    /// Numbers that are wrong and that no finding doubts.
    pub unsaid: usize,
    pub doubted: usize,
}

impl Score {
    pub fn add(&mut self, other: Score) {
        self.fields += other.fields;
        self.right += other.right;
        self.numbers += other.numbers;
        self.numbers_right += other.numbers_right;
        self.unsaid += other.unsaid;
        self.doubted += other.doubted;
    }
}

/// Compares what was read of a scan with what was read of the exported file. Values are numbers, dates and codes when they
/// have more digits than letters.
pub fn score(read: &Value, truth: &Value) -> Score {
    let (read_leaves, truth_leaves) = (leaves(read), leaves(truth));
    let doubted: Vec<&str> = read["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|f| f["rule"] == "E001")
        .filter_map(|f| f["subject"].as_str())
        .collect();
    let mut score = Score { doubted: doubted.len(), ..Score::default() };
    for (at, value) in &truth_leaves {
        let right = read_leaves.get(at) == Some(value);
        score.fields += 1;
        score.right += usize::from(right);
        let digits = value.chars().filter(char::is_ascii_digit).count();
        if digits > 0 && digits >= value.chars().filter(|c| c.is_alphabetic()).count() {
            score.numbers += 1;
            score.numbers_right += usize::from(right);
            score.unsaid += usize::from(!right && read_leaves.contains_key(at) && !doubted.contains(&at.as_str()));
        }
    }
    score
}

fn leaves(report: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for key in ["title", "registration", "parameters", "objectives"] {
        walk(&report[key], format!("/{key}"), &mut out);
    }
    out
}

fn walk(value: &Value, at: String, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(k, v)| walk(v, format!("{at}/{k}"), out)),
        Value::Array(list) => list.iter().enumerate().for_each(|(k, v)| walk(v, format!("{at}/{k}"), out)),
        Value::String(text) => drop(out.insert(at, text.clone())),
        other => drop(out.insert(at, other.to_string())),
    }
}
