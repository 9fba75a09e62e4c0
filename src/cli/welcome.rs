//! What `schedario` alone says: three things to do next.

use crate::base::lang::{Lang, Message};

/// The first words of the program, for somebody who has just installed it.
pub(super) fn welcome(lang: Lang) -> String {
    let message = Message::new(
        "schedario legge le schede PEG archiviate (PDF) e ne fa dati verificati, con il posto di ogni valore sulla pagina.\n\
         Nulla lascia questo computer.\n\n\
         Per cominciare:\n  \
         schedario demo                           legge una scheda di esempio e apre il rapporto dei rilievi\n  \
         schedario extract archivio/ -o output/   legge le proprie schede\n  \
         schedario doctor                         dice se si possono leggere anche le scansioni\n\n\
         Tutti i comandi: schedario --help\n",
        "schedario reads archived PEG reports (PDF) into checked data, with the place of every value on the page.\n\
         Nothing leaves this machine.\n\n\
         To begin with:\n  \
         schedario demo                           reads an example and opens the report of its findings\n  \
         schedario extract archive/ -o output/    reads reports of your own\n  \
         schedario doctor                         tells whether scans can be read as well\n\n\
         All commands: schedario --help\n",
    );
    message.get(lang).to_owned()
}

/// Whether nothing but a language was said.
pub(super) fn is_alone(arguments: &[std::ffi::OsString]) -> bool {
    let words: Vec<_> = arguments.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    match words.as_slice() {
        [] => true,
        [one] => one.starts_with("--lang="),
        [first, _] => first == "--lang",
        _ => false,
    }
}
