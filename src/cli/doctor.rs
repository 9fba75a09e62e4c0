//! `schedario doctor`: what is at hand for reading scans, and what to do about the rest.

use std::io::{self, Write};

use super::args::Doctor;
use super::exit;
use crate::base::lang::{Lang, Message};
use crate::batch::reasons::SETUP;
use crate::ocr::{CacheFolder, NoPaddle, NoTesseract, Readers};

/// Installs both readers.
const SCRIPT: &str = include_str!("../ocr/setup.sh");

pub(super) fn run(args: &Doctor, lang: Lang) -> anyhow::Result<u8> {
    if args.script {
        io::stdout().lock().write_all(SCRIPT.as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let readers = &Readers::default();
    let mut out = io::stdout().lock();
    for (good, line) in [tesseract(readers), paddle(readers), cache()] {
        writeln!(out, "{} {}", if good { "+" } else { "-" }, line.get(lang))?;
    }
    let (whole, verdict) = match (readers.both(), readers.any()) {
        (true, _) => (
            true,
            Message::new(
                "Le scansioni vengono lette da due lettori e confrontate.",
                "Scans are read by two readers and compared.",
            ),
        ),
        (false, true) => (
            false,
            Message::new(
                format!(
                    "Le scansioni vengono lette da un solo lettore, senza controllo. Per installare l'altro: {SETUP}"
                ),
                format!("Scans are read by one reader, unchecked. To install the other: {SETUP}"),
            ),
        ),
        (false, false) => (
            false,
            Message::new(
                format!("Le scansioni non vengono lette. Per installare i lettori: {SETUP}"),
                format!("Scans are not read. To install the readers: {SETUP}"),
            ),
        ),
    };
    writeln!(out, "{}", verdict.get(lang))?;
    Ok(if whole { exit::CLEAN } else { exit::FINDINGS })
}

fn tesseract(readers: &Readers) -> (bool, Message) {
    match readers.tesseract() {
        Ok(version) => {
            (true, Message::new(format!("Tesseract {version}, italiano"), format!("Tesseract {version}, Italian")))
        }
        Err(NoTesseract::Missing) => (
            false,
            Message::new(
                "Tesseract non c'è (pacchetti tesseract-ocr e tesseract-ocr-ita, o SCHEDARIO_TESSERACT=programma)",
                "there is no Tesseract (packages tesseract-ocr and tesseract-ocr-ita, or SCHEDARIO_TESSERACT=program)",
            ),
        ),
        Err(NoTesseract::NoItalian) => (
            false,
            Message::new(
                "Tesseract c'è, ma non sa l'italiano (pacchetto tesseract-ocr-ita)",
                "Tesseract is there, but knows no Italian (package tesseract-ocr-ita)",
            ),
        ),
    }
}

fn paddle(readers: &Readers) -> (bool, Message) {
    match readers.paddle() {
        Ok(path) => {
            let line = format!("PP-OCRv6: {}", path.display());
            (true, Message::new(line.clone(), line))
        }
        Err(NoPaddle::Missing(places)) => {
            let places = places.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ");
            (
                false,
                Message::new(
                    format!("il modello PP-OCRv6 non c'è (cercato in: {places})"),
                    format!("there is no PP-OCRv6 model (looked for in: {places})"),
                ),
            )
        }
        Err(NoPaddle::Broken(path, why)) => (
            false,
            Message::new(
                format!("il modello {} non si può leggere ({why}): cancellarlo e installarlo di nuovo", path.display()),
                format!("the model {} cannot be read ({why}): delete it and install it again", path.display()),
            ),
        ),
    }
}

fn cache() -> (bool, Message) {
    match CacheFolder::usual() {
        Some(folder) => {
            let folder = folder.path().display();
            (
                true,
                Message::new(
                    format!("letture conservate in {folder} (`schedario cache` le mostra e le toglie)"),
                    format!("readings are kept in {folder} (`schedario cache` shows and removes them)"),
                ),
            )
        }
        None => (true, Message::new("le letture non vengono conservate", "readings are not kept")),
    }
}
