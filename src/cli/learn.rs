//! `schedario learn`: forms that no grammar knows, each written as a grammar.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::Learn;
use super::{exit, explain, setting};
use crate::base::lang::{Lang, Message};
use crate::batch::inputs;
use crate::document::examine;
use crate::grammar::Grammars;
use crate::layout::Sheet;
use crate::learn::{Pages, families, learn};
use crate::output::write_atomically;

pub(super) fn run(args: &Learn, lang: Lang) -> anyhow::Result<u8> {
    if args.guarded.inside {
        setting::hold_inside(&args.guarded.limits);
        return inside(args, lang);
    }
    let listed = inputs::list(&args.paths, Some(&args.output)).context(
        Message::new("non si può leggere; verificare il percorso", "cannot be read; check the path")
            .get(lang)
            .to_owned(),
    )?;
    let files: Vec<PathBuf> = listed
        .inputs
        .iter()
        .filter(|input| input.member.is_none() && input.inside.is_empty())
        .map(|input| input.path.clone())
        .collect();
    if files.is_empty() {
        bail!(Message::new("nessun PDF in queste cartelle", "there is no PDF in these folders").get(lang).to_owned());
    }
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let options = [("--output", Some(args.output.as_path())), ("--grammars", args.grammars.as_deref())];
    let guard = setting::guard(&["learn"], &options, &paths, &args.guarded, lang)?;
    match guard.run()? {
        Ok(code) => Ok(code),
        Err(reason) => bail!(reason.get(lang).to_owned()),
    }
}

/// Reads the documents, in a process of its own, and writes what it learns.
fn inside(args: &Learn, lang: Lang) -> anyhow::Result<u8> {
    let grammars = setting::told_grammars(args.grammars.as_deref(), lang)?;
    let mut code = exit::CLEAN;
    let mut known = 0;
    let mut documents: Vec<(String, Vec<Vec<Sheet>>)> = Vec::new();
    for path in &args.paths {
        let name = path.display().to_string();
        let bytes = Arc::new(std::fs::read(path).with_context(|| name.clone())?);
        match examine::unknown(bytes, &grammars) {
            Ok(Some(pages)) => documents.push((name, pages)),
            Ok(None) => known += 1,
            Err(error) => {
                eprintln!("{:#}", explain::told(&name, error, lang));
                code = exit::UNREAD;
            }
        }
    }
    let main: Vec<Pages<'_>> = documents
        .iter()
        .map(|(_, pages)| pages.iter().filter_map(|sheets| sheets.first()).filter(|s| !s.words.is_empty()).collect())
        .collect();
    let mut forms = 0;
    for family in families(&main) {
        let of: Vec<Pages<'_>> = family.iter().map(|&k| main[k].clone()).collect();
        let first = &documents[family[0]].0;
        let Some(learned) = learn(&of) else {
            let told =
                Message::new("nulla si ripete che dica che modulo è", "nothing repeats that could tell its form");
            eprintln!("{first}: {}", told.get(lang));
            continue;
        };
        let (id, source) = (learned.id(), learned.to_string());
        let file = args.output.join(format!("{id}.toml"));
        if let Err(error) = Grammars::parse(&file.display().to_string(), &source) {
            eprintln!("{first}: {}", error.told(lang));
            code = code.max(exit::FINDINGS);
            continue;
        }
        write_atomically(&file, |out| out.write_all(source.as_bytes())).with_context(|| file.display().to_string())?;
        forms += 1;
        println!("{}: {}", file.display(), of.len());
    }
    let told = Message::new(
        format!("{forms} moduli imparati da {} documenti; {known} documenti hanno già una grammatica", documents.len()),
        format!("{forms} forms learned from {} documents; {known} documents have a grammar already", documents.len()),
    );
    eprintln!("{}", told.get(lang));
    Ok(code)
}
