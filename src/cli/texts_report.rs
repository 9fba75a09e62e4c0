//! The texts of the help of the commands that show findings and settle them.

use super::texts::Text;

pub(super) const COMMANDS: &[(&str, Text, Text)] = &[
    (
        "audit",
        (
            "Scrive audit.html: i rilievi di una cartella di uscita, ciascuno nella figura della sua pagina",
            "Write audit.html: the findings of an output folder, each in the picture of its page",
        ),
        (
            "Esempi:\n  schedario audit output/ --open                   scrive output/audit.html e lo apre\n  \
             schedario audit output/ --severity warning       senza le note\n  \
             schedario audit output/ --select N001,T          solo narrativa e totali\n  \
             schedario audit output/ --pdfs /dati/schede      i PDF sono stati spostati lì\n\n\
             Un solo file, senza rete; gli archivi grandi (oltre 240 pagine) anche con la cartella audit/ accanto: si copiano insieme.\n\
             Esito: 0 scritto; 2 comando non eseguito; 3 qualche scheda non si è potuta rileggere.",
            "Examples:\n  schedario audit output/ --open                   writes output/audit.html and opens it\n  \
             schedario audit output/ --severity warning       without the notes\n  \
             schedario audit output/ --select N001,T          narrative and totals only\n  \
             schedario audit output/ --pdfs /data/reports     the PDFs have been moved there\n\n\
             One file, no network; large archives (over 240 pages) with the folder audit/ beside it: copy both together.\n\
             Exit status: 0 written; 2 the command failed; 3 a report could not be read back.",
        ),
    ),
    (
        "review",
        (
            "Apre un banco nel browser, solo su questo computer: confermare i rilievi, archiviarli, correggere i valori letti male",
            "Open a desk in the browser, on this machine only: confirm findings, dismiss them, correct misread values",
        ),
        (
            "Esempi:\n  schedario review output/ --open                  apre il banco nel browser\n  \
             schedario review output/ --who \"Anna Bianchi\"    chi decide\n  \
             schedario review output/ --port 8017             a una porta fissa\n\n\
             Le decisioni stanno in output/review.sqlite, valgono anche dopo una nuova lettura e compaiono in audit.html.\n\
             Esito: Ctrl-C chiude; 2 comando non eseguito.",
            "Examples:\n  schedario review output/ --open                  opens the desk in the browser\n  \
             schedario review output/ --who \"Anna Bianchi\"    who decides\n  \
             schedario review output/ --port 8017             at a port of your choice\n\n\
             Decisions lie in output/review.sqlite, hold after a new extraction too, and are told in audit.html.\n\
             Exit status: Ctrl-C ends it; 2 the command failed.",
        ),
    ),
    (
        "annotate",
        (
            "Scrive una copia di un PDF con i rilievi evidenziati e commentati; l'originale non si tocca",
            "Write a copy of a PDF with its findings highlighted and commented; the original is not touched",
        ),
        (
            "Esempi:\n  schedario annotate scheda.pdf                        scrive scheda.rilievi.pdf\n  \
             schedario annotate scheda.pdf --to /tmp/copia.pdf\n  \
             schedario annotate scheda.pdf --severity error       solo gli errori\n  \
             schedario annotate scheda.pdf --decisions output/    senza i rilievi archiviati al banco\n\n\
             Esito: 0 scritto; 1 scritto, con rilievi di gravità \"error\"; 2 comando non eseguito; 3 il PDF non si è potuto leggere.",
            "Examples:\n  schedario annotate report.pdf                        writes report.findings.pdf\n  \
             schedario annotate report.pdf --to /tmp/copy.pdf\n  \
             schedario annotate report.pdf --severity error       errors only\n  \
             schedario annotate report.pdf --decisions output/    without findings dismissed at the desk\n\n\
             Exit status: 0 written; 1 written, with findings of severity error; 2 the command failed; 3 the PDF could not be read.",
        ),
    ),
];

pub(super) const ARGUMENTS: &[(&str, Text)] = &[
    ("open", ("Apre il risultato nel browser", "Open the result in the browser")),
    (
        "pdfs",
        (
            "Cartella in cui cercare i PDF che non sono più dove erano (si può ripetere)",
            "Folder to look for PDFs that are no longer where they were (can be repeated)",
        ),
    ),
    ("port", ("Porta del banco (0: una libera)", "Port of the desk (0: any free one)")),
    ("who", ("Chi decide (altrimenti l'utente del sistema)", "Who decides (default: the user of the system)")),
    ("out", ("Il file da scrivere", "The file to write")),
    (
        "decisions",
        (
            "Cartella di uscita con review.sqlite: i rilievi archiviati e quelli di valori corretti non si segnano",
            "Output folder with review.sqlite: findings dismissed, or of corrected values, are not marked",
        ),
    ),
];
