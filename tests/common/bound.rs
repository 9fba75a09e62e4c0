//! Files as offices bind them: pages of other things, reports of many pages, and several of them in one PDF.

use std::fmt::Write as _;

use lopdf::{Document, Object, Stream, dictionary};

/// A4, upright and lying, in points.
pub const UPRIGHT: (u32, u32) = (595, 842);
pub const LYING: (u32, u32) = (842, 595);

/// A line of text: where it stands from the lower left corner, its size, and what it says.
pub type Line = (u32, u32, u32, String);

/// A PDF of pages with some lines each.
pub fn written(size: (u32, u32), pages: impl Iterator<Item = Vec<Line>>) -> Vec<u8> {
    let mut pdf = Document::with_version("1.5");
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
    let font = pdf.add_object(font);
    let tree = pdf.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for lines in pages {
        let content = lines.iter().fold(String::new(), |mut out, (x, y, size, text)| {
            let _ = writeln!(out, "BT /F {size} Tf {x} {y} Td ({text}) Tj ET");
            out
        });
        let content = pdf.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), size.0.into(), size.1.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        };
        kids.push(pdf.add_object(page).into());
    }
    let count = kids.len() as i64;
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    saved(pdf)
}

fn saved(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// Pages of a deliberation: prose that is of no form.
pub fn deliberation(pages: u32) -> Vec<u8> {
    let page = |n: u32| {
        let mut lines = vec![(250, 780, 11, format!("DELIBERAZIONE DELLA GIUNTA, foglio {n}"))];
        lines.extend((0..40).map(|k| {
            (
                71,
                740 - 16 * k,
                11,
                format!("Visto il punto {} e ritenuto di provvedere in merito alle somme di cui al comma {k}.", n + k),
            )
        }));
        lines
    };
    written(UPRIGHT, (1..=pages).map(page))
}

/// A page with some lines.
pub fn page(lines: &[&str]) -> Vec<u8> {
    let lines = lines.iter().zip(0..).map(|(text, k)| (71, 740 - 30 * k, 11, (*text).to_owned()));
    written(UPRIGHT, std::iter::once(lines.collect()))
}

/// A report of the founding form of so many pages: the first, and cards of three pages with prose only, with a footer that no
/// grammar knows.
pub fn report(pages: u32) -> Vec<u8> {
    let footer = || (300, 20, 7, "Elaborato con la procedura Programma Ente".to_owned());
    let cover = || {
        let said = [
            (30, 540, 14, "SCHEDA PEG DI AVANZAMENTO"),
            (30, 500, 9, "Parametri selezionati:"),
            (30, 480, 9, "Vista"),
            (200, 480, 9, "DUP_2017_2019 DUP 2017 2019"),
            (30, 460, 9, "Livello"),
            (200, 460, 9, "OBIETTIVO ESECUTIVO"),
        ];
        said.map(|(x, y, size, text)| (x, y, size, text.to_owned())).into_iter().chain([footer()]).collect()
    };
    let page = |n: u32| {
        if n == 0 {
            return cover();
        }
        let card = (n - 1) / 3 + 1;
        let mut lines: Vec<Line> = vec![
            (30, 560, 8, format!("OBIETTIVO DI PEG 2017_P{card:03}_01")),
            (250, 560, 8, "Area Tematica 4. LA CITTA\\'".to_owned()),
            (430, 560, 8, "Assessorato Sindaco".to_owned()),
            (600, 560, 8, "Direzione Staff".to_owned()),
            (720, 560, 8, "Direttore Rossi".to_owned()),
            (30, 548, 8, format!("Promuovere i servizi numero {card}")),
            (430, 548, 8, "Centro di responsabilit\\340 U.P. PROVA".to_owned()),
            (720, 548, 8, "Responsabile Bianchi".to_owned()),
        ];
        if (n - 1).is_multiple_of(3) {
            lines.push((30, 520, 8, "Tipo di Obiettivo Sviluppo".to_owned()));
            lines.push((30, 500, 9, "STATO DI ATTUAZIONE AL 31/12/2017".to_owned()));
        }
        lines.extend(
            (0..8).map(|k| (30, 480 - 12 * k, 9, format!("Si racconta quanto fatto alla pagina {n} e alla riga {k}."))),
        );
        lines.push(footer());
        lines
    };
    written(LYING, (0..pages).map(page))
}

/// Several PDFs bound to one.
pub fn bound(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Document::with_version("1.5");
    let tree = all.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for part in parts {
        let mut pdf = Document::load_mem(part).unwrap();
        pdf.renumber_objects_with(all.max_id + 1);
        for id in pdf.get_pages().into_values() {
            let mut page = pdf.get_dictionary(id).unwrap().clone();
            let mut above = page.get(b"Parent").and_then(Object::as_reference).ok();
            while let Some(node) = above.map(|id| pdf.get_dictionary(id).unwrap().clone()) {
                for key in ["Resources", "MediaBox", "CropBox", "Rotate"] {
                    if let (false, Ok(value)) = (page.has(key.as_bytes()), node.get(key.as_bytes())) {
                        page.set(key, value.clone());
                    }
                }
                above = node.get(b"Parent").and_then(Object::as_reference).ok();
            }
            page.set("Parent", tree);
            pdf.objects.insert(id, page.into());
            kids.push(id.into());
        }
        all.max_id = all.max_id.max(pdf.max_id);
        all.objects.extend(pdf.objects);
    }
    let count = kids.len() as i64;
    all.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = all.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    all.trailer.set("Root", catalog);
    saved(all)
}
