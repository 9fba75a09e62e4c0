//! Why a file has no report, or only part of one, and what to do: told to a clerk, in both languages.

use std::io;

use crate::base::lang::Message;
use crate::carrier::{MOST, Part};
use crate::document::LookedFor;
use crate::ocr::Failure;

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

/// Some pages gave nothing, or not everything; tables were not understood; or the end of the file is not there.
pub(crate) fn partial(lost: &[u32], misread: usize, cut_off: bool) -> Option<Message> {
    let shown = pages(lost);
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
    let tables = (misread > 0).then(|| {
        Message::new(
            format!("Tabelle non comprese: {misread}. I rilievi E006 dicono quali: leggerle sull'originale."),
            format!(
                "Tables that were not understood: {misread}. The findings E006 say which: read them in the original."
            ),
        )
    });
    let end = cut_off.then(|| {
        Message::new(
            "La fine del file manca (copia o scaricamento interrotto?): le pagine trovate sono state lette, altre possono \
             mancare. Cercarne un'altra copia.",
            "The end of the file is missing (an interrupted copy or download?): the pages that were found have been read, \
             others may be gone. Look for another copy.",
        )
    });
    let told = [pages, tables, end].into_iter().flatten();
    told.reduce(and)
}

/// Two reasons, one behind the other.
pub(crate) fn and(all: Message, next: Message) -> Message {
    Message::new(format!("{} {}", all.it, next.it), format!("{} {}", all.en, next.en))
}

/// Readers of scans that were there and did not read some pages; none where all did.
pub(crate) fn failed_readers(failed: &[(u32, Failure)]) -> Option<Message> {
    let (_, first) = failed.first()?;
    let mut numbers: Vec<u32> = failed.iter().map(|(page, _)| *page).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let (shown, reader, why) = (pages(&numbers), first.reader, first.why.trim());
    Some(Message::new(
        format!(
            "Alle pagine {shown} un lettore OCR non è riuscito ({reader}: {why}): ciò che ha letto l'altro da solo è incerto (E001), e \
             dove non ha letto nessuno la pagina manca. Rileggere (--force); se si ripete, `schedario doctor`."
        ),
        format!(
            "At pages {shown} an OCR reader failed ({reader}: {why}): what the other one read alone is in doubt (E001), and where nobody \
             read the page is missing. Read again (--force); if it happens again, `schedario doctor`."
        ),
    ))
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

/// It was encrypted for certain persons.
pub(crate) fn certificate() -> Message {
    Message::new(
        "Il documento è cifrato per i titolari di certificati: non c'è una password. Chi ne ha il certificato ne salvi una \
         copia non cifrata, e si rilegga quella.",
        "The document is encrypted for the owners of certificates: there is no password. Have one who owns such a \
         certificate save a copy that is not encrypted, and read that.",
    )
}

pub(crate) fn unknown_encryption() -> Message {
    Message::new(
        "Il PDF è cifrato in un modo che il programma non conosce. Salvarne una copia non cifrata e rileggerla.",
        "The PDF is encrypted in a way that the program does not know. Save a copy that is not encrypted and read that.",
    )
}

/// A logo, or a photograph.
pub(crate) fn small() -> Message {
    Message::new(
        "L'immagine è troppo piccola per essere una pagina. Se lo è, farne una scansione ad almeno 150 punti per pollice.",
        "The picture is too small to be a page. If it is one, scan it with at least 150 dots an inch.",
    )
}

/// An envelope without a content.
pub(crate) fn hollow() -> Message {
    Message::new(
        "La busta firmata non contiene alcun documento: è una firma separata, o il file non è intero. Cercare il documento \
         che la accompagna, o un'altra copia.",
        "The signed envelope holds no document: it is a signature on its own, or its end is missing. Look for the document \
         that goes with it, or for another copy.",
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

/// An e-mail, or an archive inside of something else, cannot be taken apart.
pub(crate) fn broken_carrier(error: &str) -> Message {
    Message::new(
        format!("Il file non si può aprire per leggere ciò che contiene ({error}). Estrarne a mano ciò che si può."),
        format!("The file cannot be opened for what is in it ({error}). Extract by hand what can be had."),
    )
}

/// How many names are told.
const NAMES: usize = 5;

/// The first names of files that are read, and how many there are more.
fn names(parts: &[Part], more: (&str, &str)) -> (usize, Message) {
    let names: Vec<&str> = parts.iter().filter(|part| part.document).map(|part| part.name.as_str()).collect();
    let shown = names.iter().take(NAMES).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let rest = names.len().saturating_sub(NAMES);
    let tell = |word: &str| if rest > 0 { format!("{shown}, {word} {rest}") } else { shown.clone() };
    (names.len(), Message::new(tell(more.0), tell(more.1)))
}

/// What a PDF carries beside its pages.
pub(crate) fn carries(parts: &[Part]) -> Message {
    let (count, shown) = names(parts, ("e altri", "and more:"));
    if count == 0 {
        let others = parts.len();
        return Message::new(
            format!("Il PDF porta con sé altri file, nessuno dei quali è un documento da leggere: {others}."),
            format!("The PDF carries other files, none of which is a document to be read: {others}."),
        );
    }
    Message::new(
        format!("Il PDF porta con sé altri documenti, letti ciascuno per sé: {}.", shown.it),
        format!("The PDF carries other documents, each read by itself: {}.", shown.en),
    )
}

/// An e-mail or an archive that is no document itself.
pub(crate) fn carrier(parts: &[Part]) -> Message {
    let (count, shown) = names(parts, ("e altri", "and more:"));
    let told = if count == 0 {
        Message::new("Non contiene documenti da leggere.", "There is no document to be read in it.")
    } else {
        Message::new(
            format!("Non è un documento; quelli che contiene sono letti ciascuno per sé: {}.", shown.it),
            format!("It is no document; those in it are each read by themselves: {}.", shown.en),
        )
    };
    if parts.len() < MOST {
        return told;
    }
    and(
        told,
        Message::new(
            format!("Contiene più file di quanti se ne guardano ({MOST}): estrarlo, e leggere la cartella."),
            format!("It holds more files than are looked at ({MOST}): extract it, and read that folder."),
        ),
    )
}

/// Files lie in files, too deep or too many.
pub(crate) fn too_deep() -> Message {
    Message::new(
        "Il file sta troppo in profondità dentro altri, o ve ne sono troppi: estrarlo a mano, e leggere la cartella.",
        "The file lies too deep inside others, or there are too many: extract it by hand, and read that folder.",
    )
}

/// What it shows is made by its viewer.
pub(crate) fn xfa() -> Message {
    Message::new(
        "È un modulo XFA, che solo alcuni programmi mostrano: stamparlo in un PDF comune da uno di questi, e leggere quello.",
        "It is an XFA form, which only some programs show: print it to a plain PDF from one of these, and read that.",
    )
}

/// A file of another kind.
pub(crate) fn no_document() -> Message {
    Message::new("Non è un documento: non è stato aperto.", "It is no document: it was not opened.")
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
    fn what_was_read_in_part_is_told_with_all_its_reasons() {
        assert_eq!(partial(&[], 0, false), None);
        let told = partial(&[4], 2, true).unwrap();
        for (it, en) in
            [("pagine 4", "pages 4"), ("non comprese: 2", "not understood: 2"), ("fine del file", "end of the file")]
        {
            assert!(told.it.contains(it) && told.en.contains(en), "{told:?}");
        }
        assert!(partial(&[], 1, false).unwrap().en.contains("E006"));
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
