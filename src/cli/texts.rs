//! The texts of the help, in both languages.

use clap::{Arg, ArgAction, Command};

use super::{texts_grammar, texts_report};
use crate::base::lang::Lang;

/// Italian and English.
pub(super) type Text = (&'static str, &'static str);

fn get(text: Text, lang: Lang) -> &'static str {
    match lang {
        Lang::It => text.0,
        Lang::En => text.1,
    }
}

const ABOUT: Text = (
    "Legge le schede PEG archiviate (PDF) e ne fa dati verificati, con il posto di ogni valore sulla pagina.\n\
     Nulla lascia questo computer.",
    "Reads archived PEG reports (PDF) into checked data, with the place of every value on the page.\n\
     Nothing leaves this machine.",
);

const EXAMPLES: Text = (
    "Esempi:\n  schedario demo\n  schedario extract archivio/ -o output/\n  schedario audit output/ --open\n  schedario extract --help",
    "Examples:\n  schedario demo\n  schedario extract archive/ -o output/\n  schedario audit output/ --open\n  schedario extract --help",
);

/// What each command does, with examples.
const COMMANDS: &[(&str, Text, Text)] = &[
    (
        "extract",
        (
            "Legge PDF e cartelle e scrive json/, findings.csv e manifest.jsonl nella cartella di uscita",
            "Read PDFs and folders, and write json/, findings.csv and manifest.jsonl into the output folder",
        ),
        (
            "Esempi:\n  schedario extract archivio/ -o output/          tutti i PDF sotto archivio/\n  \
             schedario extract scheda.pdf --stdout           un solo PDF, JSON sullo schermo\n  \
             schedario extract 2017/ 2018/ --jobs 4          due cartelle, quattro processori\n  \
             schedario extract archivio/ --grammars moduli/  con i moduli propri\n  \
             schedario extract archivio/ --learn             impara i moduli che non conosce, e li legge\n  \
             schedario extract archivio/ --select T,B        solo i rilievi su totali e bilancio\n  \
             find /dati -name '*.pdf' | schedario extract -  un elenco di file\n\n\
             Una lettura interrotta si riprende con lo stesso comando: i file finiti non si rileggono (--force li rilegge).\n\
             Esito: 0 tutto letto; 1 letto, con rilievi di gravità \"error\"; 2 comando non eseguito;\n\
             3 almeno un file non letto (il motivo sta in manifest.jsonl).",
            "Examples:\n  schedario extract archive/ -o output/          every PDF below archive/\n  \
             schedario extract report.pdf --stdout          one PDF, its JSON on the screen\n  \
             schedario extract 2017/ 2018/ --jobs 4         two folders, four processors\n  \
             schedario extract archive/ --grammars forms/   with forms of your own\n  \
             schedario extract archive/ --learn             learns the forms that it does not know, and reads them\n  \
             schedario extract archive/ --select T,B        only findings on totals and budget\n  \
             find /data -name '*.pdf' | schedario extract - a list of files\n\n\
             A run that was stopped is continued by the same command: finished files are not read again (--force does).\n\
             Exit status: 0 all read; 1 read, with findings of severity error; 2 the command failed;\n\
             3 at least one file could not be read (manifest.jsonl says why).",
        ),
    ),
    (
        "compare",
        (
            "Confronta le schede di una cartella di uscita: le serie degli indicatori negli anni, e ciò che non torna",
            "Compare the reports of an output folder: the series of indicators over the years, and what does not agree",
        ),
        (
            "Esempi:\n  schedario compare output/                      serie e rilievi, anche in output/compare/\n  \
             schedario compare output/ --center biblioteca  solo i centri il cui nome lo contiene\n  \
             schedario compare output/ --json | jq .findings\n\n\
             Esito: 0 confrontato; 1 con rilievi di gravità \"error\"; 2 comando non eseguito; 3 qualche scheda non si è potuta rileggere.",
            "Examples:\n  schedario compare output/                   series and findings, in output/compare/ too\n  \
             schedario compare output/ --center library  only centres whose name has it\n  \
             schedario compare output/ --json | jq .findings\n\n\
             Exit status: 0 compared; 1 with findings of severity error; 2 the command failed; 3 a report could not be read back.",
        ),
    ),
    (
        "lexicon",
        (
            "Stampa le parole con cui si leggono gli stati di attuazione, o controlla un lessico proprio",
            "Print the words with which narratives are read, or check a lexicon of your own",
        ),
        (
            "Esempi:\n  schedario lexicon > lessico.toml               il lessico del programma, da modificare\n  \
             schedario lexicon mio.toml                     controlla il proprio\n  \
             schedario extract archivio/ --lexicon mio.toml lo usa",
            "Examples:\n  schedario lexicon > lexicon.toml              the program's lexicon, to be edited\n  \
             schedario lexicon mine.toml                   checks one's own\n  \
             schedario extract archive/ --lexicon mine.toml uses it",
        ),
    ),
    (
        "rules",
        (
            "Elenca le regole dei rilievi, o spiega quelle indicate",
            "List the rules of the findings, or explain those given",
        ),
        (
            "Esempi:\n  schedario rules              tutte, una per riga\n  schedario rules T001 B004    con spiegazione, esempio e norma",
            "Examples:\n  schedario rules              all of them, a line each\n  schedario rules T001 B004    with explanation, example and law",
        ),
    ),
    (
        "worker",
        (
            "Legge i documenti che gli si indicano, uno per riga, e risponde con una riga JSON ciascuno (per altri programmi)",
            "Read the documents that it is told, one a line, and answer with a line of JSON each (for other programs)",
        ),
        (
            "Esempi:\n  ls *.pdf | schedario worker > schede.jsonl\n  \
             echo '{\"path\":\"scheda.pdf\"}' | schedario worker --memory 512\n\n\
             Il protocollo è descritto in docs/worker.md.",
            "Examples:\n  ls *.pdf | schedario worker > reports.jsonl\n  \
             echo '{\"path\":\"report.pdf\"}' | schedario worker --memory 512\n\n\
             The protocol is told in docs/worker.md.",
        ),
    ),
    (
        "cache",
        (
            "Dice quanto si conserva delle scansioni già lette, e lo toglie",
            "Tell how much is kept of scans that were read, and remove it",
        ),
        (
            "Esempi:\n  schedario cache                 dove, quante pagine, quanti MB\n  \
             schedario cache --clear         toglie tutto\n  \
             schedario cache --limit 200     lascia al più 200 MB: va ciò che non si usa da più tempo\n\n\
             È testo dei documenti, leggibile solo dal suo utente; cresce fino a SCHEDARIO_CACHE_MB (1024).\n\
             SCHEDARIO_CACHE=CARTELLA lo sposta; vuota, o con --no-cache, non si conserva nulla.",
            "Examples:\n  schedario cache                 where, how many pages, how many MB\n  \
             schedario cache --clear         removes everything\n  \
             schedario cache --limit 200     leaves 200 MB at most: what was not used for longest goes\n\n\
             It is text of documents that only its user can read; it grows up to SCHEDARIO_CACHE_MB (1024).\n\
             SCHEDARIO_CACHE=FOLDER moves it; empty, or with --no-cache, nothing is kept.",
        ),
    ),
    (
        "draw",
        (
            "Disegna pagine per gli altri comandi, in un processo a parte",
            "Draw pages for the other commands, in a process of their own",
        ),
        (
            "Esempi:\n  i comandi audit, review e annotate lo avviano da sé",
            "Examples:\n  the commands audit, review and annotate start it themselves",
        ),
    ),
    (
        "doctor",
        (
            "Dice se ci sono i lettori per le scansioni, e come installarli",
            "Tell whether the readers of scans are there, and how to install them",
        ),
        (
            "Esempi:\n  schedario doctor                che cosa c'è e che cosa manca\n  schedario doctor --script | sh  installa ciò che manca\n\n\
             Esito: 0 ci sono tutti e due i lettori; 1 ne manca uno, o tutti e due.",
            "Examples:\n  schedario doctor                what is there and what is missing\n  schedario doctor --script | sh  installs what is missing\n\n\
             Exit status: 0 both readers are there; 1 one of them is missing, or both.",
        ),
    ),
    (
        "demo",
        (
            "Legge la scheda di esempio che sta nel programma e apre il rapporto dei suoi rilievi",
            "Read the example that comes with the program and open the report of its findings",
        ),
        (
            "Esempi:\n  schedario demo                in una cartella temporanea, e apre il browser\n  \
             schedario demo prova/         nella cartella prova/\n  schedario demo --no-open      senza browser\n\n\
             Esito: 0 letto e scritto; 2 comando non eseguito.",
            "Examples:\n  schedario demo                in a temporary folder, and opens the browser\n  \
             schedario demo trial/         in the folder trial/\n  schedario demo --no-open      without a browser\n\n\
             Exit status: 0 read and written; 2 the command failed.",
        ),
    ),
    (
        "completions",
        ("Stampa i completamenti dei comandi per una shell", "Print the completions of the commands for a shell"),
        (
            "Esempi:\n  schedario completions bash > ~/.local/share/bash-completion/completions/schedario\n  \
             schedario completions zsh > ~/.zfunc/_schedario\n  \
             schedario completions fish > ~/.config/fish/completions/schedario.fish",
            "Examples:\n  schedario completions bash > ~/.local/share/bash-completion/completions/schedario\n  \
             schedario completions zsh > ~/.zfunc/_schedario\n  \
             schedario completions fish > ~/.config/fish/completions/schedario.fish",
        ),
    ),
    (
        "man",
        ("Scrive le pagine di manuale in una cartella", "Write the manual pages into a folder"),
        (
            "Esempi:\n  schedario man ~/.local/share/man/man1\n  man schedario-extract",
            "Examples:\n  schedario man ~/.local/share/man/man1\n  man schedario-extract",
        ),
    ),
    (
        "export",
        (
            "Esporta una cartella di uscita in un magazzino dati: una tabella per documenti, obiettivi, fasi, indicatori, bilancio, rilievi, evidenze",
            "Export an output folder into a warehouse: a table each for documents, objectives, phases, indicators, budget, findings, evidence",
        ),
        (
            "Esempi:\n  schedario export output/ --to csv dati/                 CSV e datapackage.json (dati aperti)\n  \
             schedario export output/ --to parquet lago/            Parquet, diviso per anno\n  \
             schedario export output/ --to sqlite peg.sqlite\n  \
             schedario export output/ --to xlsx peg.xlsx\n  \
             schedario export output/ --to postgres 'host=/run/postgresql dbname=peg'\n  \
             schedario export output/ --to parquet lago/ --incremental   solo ciò che è nuovo o cambiato\n\n\
             Una password si indica con PGPASSWORD. Un'esportazione interrotta lascia la destinazione com'era.\n\
             Esito: 0 esportato; 2 comando non eseguito; 3 qualche scheda non si è potuta rileggere. Tabelle e viste: docs/warehouse.md.",
            "Examples:\n  schedario export output/ --to csv data/                 CSV and datapackage.json (open data)\n  \
             schedario export output/ --to parquet lake/            Parquet, parted by year\n  \
             schedario export output/ --to sqlite peg.sqlite\n  \
             schedario export output/ --to xlsx peg.xlsx\n  \
             schedario export output/ --to postgres 'host=/run/postgresql dbname=peg'\n  \
             schedario export output/ --to parquet lake/ --incremental   only what is new or changed\n\n\
             A password is given in PGPASSWORD. An export that was stopped leaves the target as it was.\n\
             Exit status: 0 exported; 2 the command failed; 3 a report could not be read back. Tables and views: docs/warehouse.md.",
        ),
    ),
    (
        "schema",
        (
            "Stampa lo schema JSON dei rapporti, quello delle tabelle esportate, o le viste",
            "Print the JSON Schema of the reports, that of the exported tables, or the views",
        ),
        (
            "Esempi:\n  schedario schema > rapporto.schema.json\n  schedario schema --tables > tabelle.json\n  \
             schedario schema --views | psql peg",
            "Examples:\n  schedario schema > report.schema.json\n  schedario schema --tables > tables.json\n  \
             schedario schema --views | psql peg",
        ),
    ),
];

/// What each argument means.
const ARGUMENTS: &[(&str, Text)] = &[
    (
        "lang",
        ("Lingua dei messaggi (altrimenti quella del sistema)", "Language of messages (default: that of the system)"),
    ),
    (
        "paths",
        (
            "PDF da leggere, archivi .zip, o cartelle con gli uni e gli altri; - per un elenco sullo standard input",
            "PDFs to read, .zip archives, or folders with either at any depth; - for a list on the standard input",
        ),
    ),
    ("output", ("Cartella di uscita", "Output folder")),
    (
        "no_ocr",
        (
            "Non leggere le pagine scansionate: il manifesto le nomina",
            "Leave scanned pages unread; the manifest names them",
        ),
    ),
    (
        "slots",
        (
            "Cartella comune dei worker che lavorano insieme: leggono insieme tante scansioni quante ne dice --jobs",
            "Folder of the workers that work together: together they read as many scans at a time as --jobs says",
        ),
    ),
    (
        "no_cache",
        (
            "Non conserva ciò che si legge delle scansioni, e non usa ciò che è conservato (vedi `schedario cache`)",
            "Keep nothing of what is read of scans, and use nothing that is kept (see `schedario cache`)",
        ),
    ),
    ("clear", ("Toglie tutto ciò che è conservato", "Remove all that is kept")),
    (
        "limit",
        (
            "Toglie ciò che non si usa da più tempo, finché ne restano al più tanti megabyte",
            "Remove what was not used for the longest time until so many megabytes are left at most",
        ),
    ),
    (
        "script",
        (
            "Stampa i comandi che installano i lettori per le scansioni",
            "Print the commands that install the readers of scans",
        ),
    ),
    (
        "stdout",
        (
            "Scrive il JSON di un solo PDF sullo schermo, e nulla su disco",
            "Print the JSON of one PDF and write nothing to disk",
        ),
    ),
    (
        "force",
        (
            "Rilegge anche i file che una lettura precedente ha già finito",
            "Read files again that an earlier run has finished",
        ),
    ),
    (
        "learn",
        (
            "Impara prima i moduli che nessuna grammatica conosce, e li scrive nella cartella di --grammars, o in moduli/ sotto l'uscita",
            "First learn the forms that no grammar knows, into the folder of --grammars, or into moduli/ below the output",
        ),
    ),
    (
        "prune",
        (
            "Toglie dalla cartella di uscita i rapporti che non appartengono a nessuno dei file indicati",
            "Remove from the output folder the reports that belong to none of the files given",
        ),
    ),
    (
        "null",
        (
            "L'elenco sullo standard input (PATH -) separa i percorsi con byte zero, come `find -print0`",
            "The list on the standard input (PATH -) parts its paths by zero bytes, as `find -print0` does",
        ),
    ),
    ("memory", ("Memoria di ogni processo di lettura, in MB", "Memory of each reading process, in MB")),
    (
        "timeout",
        (
            "Quanti secondi può durare la lettura di un documento",
            "How many seconds the reading of one document may take",
        ),
    ),
    (
        "inside",
        ("Interno: legge entro i limiti in questo processo", "Internal: reads inside the limits, in this process"),
    ),
    ("jobs", ("Quanti processori usare (altrimenti tutti)", "How many processors to use (default: all)")),
    (
        "grammars",
        (
            "Cartella con grammatiche (*.toml) che si aggiungono a quelle comprese o le sostituiscono",
            "Folder with grammars (*.toml) that add to the embedded ones or replace them",
        ),
    ),
    (
        "select",
        (
            "Solo i rilievi di queste regole: codici o loro inizi, separati da virgole (T,B004)",
            "Only findings of these rules: codes or their beginnings, parted by commas (T,B004)",
        ),
    ),
    ("ignore", ("Senza i rilievi di queste regole", "Without findings of these rules")),
    (
        "lexicon",
        (
            "Lessico (*.toml) che si aggiunge a quello compreso, o lo sostituisce se dice `sostituisce = true`",
            "Lexicon (*.toml) that adds to the embedded one, or replaces it where it says `sostituisce = true`",
        ),
    ),
    ("file", ("Lessico da controllare", "Lexicon to check")),
    ("center", ("Solo i centri il cui nome contiene questo testo", "Only centres whose name contains this text")),
    ("json", ("Stampa serie e rilievi come JSON", "Print series and findings as JSON")),
    ("severity", ("Solo rilievi di questa gravità o superiore", "Only findings of this severity or graver")),
    (
        "min_confidence",
        (
            "Solo rilievi della narrativa (N001) con almeno questa confidenza; i meno sicuri sono note",
            "Only findings of narratives (N001) of at least this confidence; less sure ones are of severity info",
        ),
    ),
    ("to", ("Forma della destinazione", "Form of the target")),
    (
        "target",
        (
            "Cartella (csv, parquet), file (sqlite, xlsx) o stringa di connessione (postgres)",
            "Folder (csv, parquet), file (sqlite, xlsx) or connection string (postgres)",
        ),
    ),
    (
        "incremental",
        (
            "Solo i documenti nuovi o cambiati dall'ultima esportazione in quella destinazione",
            "Only documents that are new or changed since the last export to that target",
        ),
    ),
    (
        "prune",
        (
            "Toglie dalla destinazione i documenti che non sono più nella cartella di uscita",
            "Remove from the target documents that are no longer in the output folder",
        ),
    ),
    ("tables", ("Lo schema delle tabelle di `schedario export`", "The schema of the tables of `schedario export`")),
    ("views", ("Le viste pronte, in SQL (PostgreSQL e DuckDB)", "The ready views, in SQL (PostgreSQL and DuckDB)")),
    ("folder", ("Cartella in cui scrivere", "Folder to write into")),
    ("no_open", ("Non aprire il browser", "Do not open the browser")),
    ("shell", ("La shell", "The shell")),
    ("codes", ("Regole da spiegare", "Rules to explain")),
    ("quiet", ("Nessun avanzamento e nessun riepilogo", "No progress and no summary")),
    ("help", ("Mostra questo aiuto", "Show this help")),
    ("version", ("Mostra la versione", "Show the version")),
];

/// Puts the texts of a language into the command line.
pub(super) fn tell(command: Command, lang: Lang) -> Command {
    let command = dress(command.about(get(ABOUT, lang)).after_help(get(EXAMPLES, lang)), lang)
        .disable_help_subcommand(true)
        .subcommand_help_heading(get(("Comandi", "Commands"), lang))
        .arg(flag("version", 'V', ArgAction::Version, lang))
        .disable_version_flag(true);
    COMMANDS.iter().chain(texts_grammar::COMMANDS).chain(texts_report::COMMANDS).fold(
        command,
        |command, (name, about, examples)| {
            let told = |sub: Command| dress(sub.about(get(*about, lang)).after_help(get(*examples, lang)), lang);
            match name.split_once(' ') {
                Some((above, name)) => command.mut_subcommand(above, |sub| sub.mut_subcommand(name, told)),
                None => command.mut_subcommand(name, told),
            }
        },
    )
}

/// What every command has: headings, the help flag and the meanings of its arguments.
fn dress(command: Command, lang: Lang) -> Command {
    let usage = get(("Uso", "Usage"), lang);
    let options = get(("Opzioni", "Options"), lang);
    command
        .help_template(format!("{{about}}\n\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}\n"))
        .disable_help_flag(true)
        .arg(flag("help", 'h', ArgAction::Help, lang))
        .mut_args(|arg| {
            let text = ARGUMENTS
                .iter()
                .chain(texts_grammar::ARGUMENTS)
                .chain(texts_report::ARGUMENTS)
                .find(|(id, _)| arg.get_id() == id)
                .map(|(_, text)| get(*text, lang));
            let heading = if arg.is_positional() { get(("Argomenti", "Arguments"), lang) } else { options };
            let arg = arg.help_heading(heading);
            match text {
                Some(text) => arg.help(text),
                None => arg,
            }
        })
}

fn flag(name: &'static str, short: char, action: ArgAction, lang: Lang) -> Arg {
    Arg::new(name).long(name).short(short).action(action).help_heading(get(("Opzioni", "Options"), lang))
}
