//! Why a file has no report, or only part of one, and what to do: told to a clerk, in both languages.

use std::io;

use crate::lang::Message;
use crate::pipeline::LookedFor;

/// "3, 5-7": pages as people write them.
fn pages(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let shown = runs.map(|run| match run {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// The command that installs what reads scans.
pub(crate) const SETUP: &str = "schedario doctor --script | sh";

/// Scans were read by one reader alone.
pub(crate) fn one_reader() -> Message {
    Message::new(
        format!(
            "Le scansioni sono state lette da un solo lettore OCR: nessuno l'ha controllato, e più valori restano incerti. \
             `schedario doctor` dice che cosa manca; `{SETUP}` lo installa."
        ),
        format!(
            "Scans were read by one OCR reader alone: nothing checked it, and more values stay in doubt. `schedario doctor` \
             says what is missing; `{SETUP}` installs it."
        ),
    )
}

/// Some pages gave nothing, or not everything; or the end of the file is not there.
pub(crate) fn partial(lost: &[u32], cut_off: bool) -> Option<Message> {
    let shown = pages(lost);
    let end = Message::new(
        "La fine del file manca (copia o scaricamento interrotto?): le pagine trovate sono state lette, altre possono mancare. \
         Cercarne un'altra copia.",
        "The end of the file is missing (an interrupted copy or download?): the pages that were found have been read, \
         others may be gone. Look for another copy.",
    );
    let pages = (!lost.is_empty()).then(|| {
        Message::new(
            format!(
                "Letto in parte: le pagine {shown} sono scansioni o danneggiate e non sono state lette. Confrontarle con \
                 l'originale; per leggere le scansioni: `{SETUP}` (vedi `schedario doctor`)."
            ),
            format!(
                "Read in part: pages {shown} are scans or damaged and were not read. Compare them with the original; to \
                 have scans read: `{SETUP}` (see `schedario doctor`)."
            ),
        )
    });
    match (pages, cut_off) {
        (Some(p), true) => Some(Message::new(format!("{} {}", p.it, end.it), format!("{} {}", p.en, end.en))),
        (None, true) => Some(end),
        (pages, false) => pages,
    }
}

pub(crate) fn needs_ocr(lost: &[u32]) -> Message {
    let shown = pages(lost);
    Message::new(
        format!(
            "Le pagine {shown} non hanno testo utilizzabile (scansione, o caratteri senza codifica): serve un OCR. Si \
             installa con `{SETUP}`; `schedario doctor` dice che cosa manca."
        ),
        format!(
            "Pages {shown} have no usable text (a scan, or fonts without an encoding): OCR is needed. `{SETUP}` \
             installs it; `schedario doctor` says what is missing."
        ),
    )
}

/// What was looked for, form by form.
pub(crate) fn unrecognised(looked_for: &[LookedFor]) -> Message {
    let list = |found: &str, none: &str, missing: &str| {
        let told = looked_for.iter().map(|l| {
            let said =
                if l.found.is_empty() { none.to_owned() } else { format!("{found} \"{}\"", l.found.join("\", \"")) };
            format!("{}: {said}; {missing} \"{}\"", l.form, l.missing.join("\", \""))
        });
        told.collect::<Vec<_>>().join(". ")
    };
    Message::new(
        format!(
            "Non è un modulo conosciuto. {}. Se è un modulo da leggere, serve una grammatica (--grammars).",
            list("trovato", "nulla trovato", "mancano")
        ),
        format!(
            "Not a known form. {}. If it is a form to be read, it needs a grammar (--grammars).",
            list("found", "nothing found", "missing")
        ),
    )
}

pub(crate) fn password() -> Message {
    Message::new(
        "Il PDF è protetto da una password. Salvarne una copia senza password e rileggerla.",
        "The PDF is protected by a password. Save a copy without the password and read that.",
    )
}

pub(crate) fn damaged() -> Message {
    Message::new(
        "Il PDF è danneggiato e non se ne può recuperare nulla. Cercarne un'altra copia o esportarlo di nuovo.",
        "The PDF is damaged beyond recovery. Look for another copy, or export it again.",
    )
}

pub(crate) fn unreadable(error: &io::Error) -> Message {
    Message::new(
        format!("Il file non si può aprire ({error}). Verificare i permessi e il disco."),
        format!("The file cannot be opened ({error}). Check its permissions and the disk."),
    )
}

pub(crate) fn not_a_pdf() -> Message {
    Message::new(
        "Il file non è un PDF, benché ne abbia il nome. Aprirlo con un altro programma per vedere che cos'è.",
        "The file is not a PDF, whatever its name says. Open it with another program to see what it is.",
    )
}

pub(crate) fn empty(bytes: u64) -> Message {
    if bytes == 0 {
        return Message::new(
            "Il file è vuoto (0 byte). Cercarne un'altra copia.",
            "The file is empty (0 bytes). Look for another copy.",
        );
    }
    Message::new(
        "Il PDF non ha pagine, o le sue pagine sono bianche. Verificare che sia il documento giusto.",
        "The PDF has no pages, or its pages are blank. Check that it is the right document.",
    )
}

pub(crate) fn too_large() -> Message {
    Message::new(
        "Il documento supera i limiti di dimensione. Dividerlo in parti.",
        "The document exceeds the size limits. Split it into parts.",
    )
}

/// There are more bytes than are read.
pub(crate) fn too_many_bytes(bytes: u64, limit: u64) -> Message {
    let mb = |bytes: u64| bytes.div_ceil(1 << 20);
    Message::new(
        format!(
            "Il file ha {} MB, e se ne leggono al più {}. Dividerlo in parti, o dare più memoria (--memory).",
            mb(bytes),
            mb(limit)
        ),
        format!(
            "The file has {} MB, and at most {} are read. Split it into parts, or give more memory (--memory).",
            mb(bytes),
            mb(limit)
        ),
    )
}

pub(crate) fn broken_archive(error: &str) -> Message {
    Message::new(
        format!("L'archivio .zip è danneggiato ({error}). Estrarne a mano ciò che si può, e leggere la cartella."),
        format!("The .zip archive is damaged ({error}). Extract by hand what can be had, and read that folder."),
    )
}

pub(crate) fn locked_archive() -> Message {
    Message::new(
        "L'archivio .zip è protetto da una password. Estrarlo, e leggere la cartella.",
        "The .zip archive is protected by a password. Extract it, and read that folder.",
    )
}

/// It took longer than the limit.
pub(crate) fn timed_out(seconds: u64) -> Message {
    Message::new(
        format!(
            "La lettura non è finita in {seconds} secondi ed è stata interrotta. Se il documento è davvero grande, dare più tempo (--timeout)."
        ),
        format!(
            "The reading did not end in {seconds} seconds and was stopped. If the document really is large, give it more time (--timeout)."
        ),
    )
}

/// It took more memory than the limit.
pub(crate) fn out_of_memory(mb: u64) -> Message {
    Message::new(
        format!(
            "La lettura chiede più di {mb} MB di memoria. Se il documento è davvero grande, darne di più (--memory); altrimenti è costruito male, o apposta."
        ),
        format!(
            "The reading takes more than {mb} MB of memory. If the document really is large, give it more (--memory); if not it is built badly, or on purpose."
        ),
    )
}

/// The program failed; what it said last.
pub(crate) fn crashed(how: &str) -> Message {
    let how = if how.is_empty() { String::new() } else { format!(" ({how})") };
    Message::new(
        format!(
            "Il programma non è riuscito a leggere questo file{how}; gli altri non ne risentono. Segnalarlo con il file, se possibile."
        ),
        format!(
            "The program failed on this file{how}; the others are not affected. Please report it, with the file if you can."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_shown_as_runs() {
        assert_eq!(pages(&[3, 5, 6, 7, 9]), "3, 5-7, 9");
    }

    #[test]
    fn what_was_looked_for_is_told() {
        let looked_for =
            LookedFor { form: "Scheda".into(), found: vec!["FASI".into()], missing: vec!["A".into(), "B".into()] };
        let message = unrecognised(&[looked_for]);
        assert!(message.en.contains("Scheda: found \"FASI\"; missing \"A\", \"B\""), "{}", message.en);
        assert!(message.it.contains("mancano \"A\", \"B\""), "{}", message.it);
    }
}
