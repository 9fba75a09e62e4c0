//! The texts of the help for the commands of those who write grammars.

use super::texts::Text;

/// What each command does, with examples; a name of two words is a command below another.
pub(super) const COMMANDS: &[(&str, Text, Text)] = &[
    (
        "explain",
        (
            "Mostra come un PDF è stato letto: le pagine con i campi a colori, ciò che non è stato letto, e perché",
            "Show how a PDF was read: its pages with coloured fields, what was left unread, and why",
        ),
        (
            "Esempi:\n  schedario explain scheda.pdf                        scrive scheda.html accanto al PDF\n  \
             schedario explain scheda.pdf -o spiega.html --grammars moduli/\n  \
             schedario explain scheda.pdf --form consuntivo      con questo modulo, anche se un altro è più adatto\n\n\
             Esito: 0 la pagina c'è; 2 comando non eseguito; 3 nessun modulo riconosciuto (la pagina dice che cosa manca), o il PDF\n\
             supera i limiti di memoria o di tempo.",
            "Examples:\n  schedario explain report.pdf                        writes report.html beside the PDF\n  \
             schedario explain report.pdf -o why.html --grammars forms/\n  \
             schedario explain report.pdf --form consuntivo      by this form, even where another fits better\n\n\
             Exit status: 0 the page stands; 2 the command failed; 3 no form was recognised (the page says what is missing), or\n\
             the PDF exceeds the limits of memory or time.",
        ),
    ),
    (
        "learn",
        (
            "Impara i moduli dei PDF che nessuna grammatica conosce, e scrive una grammatica per ciascuno",
            "Learn the forms of PDFs that no grammar knows, and write a grammar for each",
        ),
        (
            "Esempi:\n  schedario learn archivio/ -o moduli/\n  schedario extract archivio/ --grammars moduli/ -o output/\n\n\
             I PDF dello stesso modulo sono letti insieme: più sono, meglio è; ne basta uno. Ciò che non è sicuro è segnato nel file\n\
             con un punto interrogativo.\n\
             Esito: 0 fatto; 2 comando non eseguito; 3 un PDF non si legge, o supera i limiti di memoria o di tempo.",
            "Examples:\n  schedario learn archive/ -o forms/\n  schedario extract archive/ --grammars forms/ -o output/\n\n\
             PDFs of one form are looked at together: the more the better; one will do. What is not sure is marked in the file\n\
             with a question mark.\n\
             Exit status: 0 done; 2 the command failed; 3 a PDF cannot be read, or exceeds the limits of memory or time.",
        ),
    ),
    (
        "grammar",
        ("Strumenti per chi scrive una grammatica", "Tools for those who write a grammar"),
        (
            "Esempi:\n  schedario grammar check modulo.toml esempio.pdf\n  schedario grammar test moduli/consuntivo/\n  \
             schedario grammar schema > grammatica.schema.json",
            "Examples:\n  schedario grammar check form.toml example.pdf\n  schedario grammar test forms/consuntivo/\n  \
             schedario grammar schema > grammar.schema.json",
        ),
    ),
    (
        "grammar check",
        (
            "Controlla una grammatica, e quanto legge di PDF di esempio",
            "Check a grammar, and how much it reads of example PDFs",
        ),
        (
            "Esempi:\n  schedario grammar check modulo.toml                 solo il file\n  \
             schedario grammar check modulo.toml a.pdf b.pdf     con le parole lette e non lette di ciascuno\n\n\
             Esito: 0 tutto letto; 1 qualcosa di un esempio non è stato letto o riconosciuto; 2 la grammatica è sbagliata;\n\
             3 un esempio supera i limiti di memoria o di tempo.",
            "Examples:\n  schedario grammar check form.toml                   the file alone\n  \
             schedario grammar check form.toml a.pdf b.pdf       with the words read and unread of each\n\n\
             Exit status: 0 all read; 1 something of an example was not read or recognised; 2 the grammar is wrong;\n\
             3 an example exceeds the limits of memory or time.",
        ),
    ),
    (
        "grammar test",
        (
            "Confronta i PDF di una cartella con il JSON atteso accanto a ciascuno",
            "Compare the PDFs of a folder with the expected JSON beside each",
        ),
        (
            "Esempi:\n  schedario grammar test moduli/consuntivo/           la cartella ha *.toml, *.pdf e *.json\n  \
             schedario grammar test moduli/consuntivo/ --bless   scrive il JSON atteso; rileggerlo prima di fidarsene\n\n\
             Nel JSON atteso basta ciò che si vuole confrontare: le parti che mancano non si confrontano.\n\
             Esito: 0 tutto uguale; 1 differenze; 2 comando non eseguito.",
            "Examples:\n  schedario grammar test forms/consuntivo/            the folder has *.toml, *.pdf and *.json\n  \
             schedario grammar test forms/consuntivo/ --bless    writes the expected JSON; read it before you trust it\n\n\
             The expected JSON may hold only what is to be compared: parts that are missing are not.\n\
             Exit status: 0 all the same; 1 differences; 2 the command failed.",
        ),
    ),
    (
        "grammar draft",
        (
            "Propone una grammatica per un modulo sconosciuto, da correggere",
            "Propose a grammar for an unknown form, to be corrected",
        ),
        (
            "Esempi:\n  schedario grammar draft a.pdf b.pdf > modulo.toml\n  schedario grammar check modulo.toml a.pdf b.pdf\n\n\
             Più PDF dello stesso modulo, e più anni, danno una proposta migliore.\n\
             Esito: 0 proposta; 2 comando non eseguito; 3 un PDF supera i limiti di memoria o di tempo.",
            "Examples:\n  schedario grammar draft a.pdf b.pdf > form.toml\n  schedario grammar check form.toml a.pdf b.pdf\n\n\
             Several PDFs of the same form, and of several years, give a better draft.\n\
             Exit status: 0 drafted; 2 the command failed; 3 a PDF exceeds the limits of memory or time.",
        ),
    ),
    (
        "grammar schema",
        (
            "Stampa lo schema JSON delle grammatiche, per gli editor che completano e controllano",
            "Print the JSON Schema of grammars, for editors that complete and check",
        ),
        (
            "Esempio:\n  schedario grammar schema > grammatica.schema.json\nPoi, nella prima riga della grammatica:\n  #:schema grammatica.schema.json",
            "Example:\n  schedario grammar schema > grammar.schema.json\nThen, in the first line of the grammar:\n  #:schema grammar.schema.json",
        ),
    ),
];

/// What each argument means.
pub(super) const ARGUMENTS: &[(&str, Text)] = &[
    ("pdf", ("Il PDF da spiegare", "The PDF to explain")),
    (
        "form",
        ("Il modulo con cui leggerlo (altrimenti il più adatto)", "The form to read it by (default: the fittest)"),
    ),
    ("file", ("La grammatica (*.toml)", "The grammar (*.toml)")),
    ("pdfs", ("PDF di esempio", "Example PDFs")),
    ("folders", ("Cartelle, una per modulo", "Folders, one a form")),
    ("bless", ("Scrive il JSON atteso invece di confrontarlo", "Write the expected JSON instead of comparing it")),
];
