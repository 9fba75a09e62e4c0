//! `schedario cache`: what is kept of scans that were read, and how to be rid of it.

use std::io::{self, Write};

use anyhow::Context;

use super::args::Cache;
use super::exit;
use crate::base::lang::{Lang, Message};
use crate::ocr::{CacheFolder, CacheSize};

pub(super) fn run(args: &Cache, lang: Lang) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    let Some(folder) = CacheFolder::usual() else {
        let none = Message::new("le letture non vengono conservate", "readings are not kept");
        writeln!(out, "{}", none.get(lang))?;
        return Ok(exit::CLEAN);
    };
    let place = folder.path().display().to_string();
    let limit = if args.clear { Some(0) } else { args.limit.map(|mb| mb.saturating_mul(1 << 20)) };
    if let Some(limit) = limit {
        let removed = folder.prune(limit).with_context(|| place.clone())?;
        let (pages, size) = (removed.pages, mb(removed, lang));
        let told = Message::new(
            format!("tolte le letture di {pages} pagine ({size} MB)"),
            format!("removed the readings of {pages} pages ({size} MB)"),
        );
        writeln!(out, "{}", told.get(lang))?;
    }
    let held = folder.size().with_context(|| place.clone())?;
    let (pages, size, most) = (held.pages, mb(held, lang), folder.limit() >> 20);
    let told = Message::new(
        format!("{place}: letture di {pages} pagine, {size} MB; al più {most} MB (SCHEDARIO_CACHE_MB)"),
        format!("{place}: readings of {pages} pages, {size} MB; {most} MB at most (SCHEDARIO_CACHE_MB)"),
    );
    writeln!(out, "{}", told.get(lang))?;
    Ok(exit::CLEAN)
}

/// Megabytes, as the language writes them.
fn mb(size: CacheSize, lang: Lang) -> String {
    let shown = format!("{:.1}", size.bytes as f64 / f64::from(1 << 20));
    if lang == Lang::It { shown.replace('.', ",") } else { shown }
}
