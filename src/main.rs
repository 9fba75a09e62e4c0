//! probe
use std::io::Write;
fn main() {
    let g = schedario::grammar::Grammars::load(None).unwrap_or_else(|e| panic!("{e}"));
    let out = std::env::args().nth(1).unwrap();
    for p in std::env::args().skip(2) {
        let r = schedario::pipeline::read(std::sync::Arc::new(std::fs::read(&p).unwrap()), &g, &Default::default());
        match r.outcome {
            schedario::pipeline::Outcome::Report(rep) => {
                let stem = std::path::Path::new(&p).file_stem().unwrap().to_string_lossy().into_owned();
                let mut w = std::io::BufWriter::new(std::fs::File::create(format!("{out}/{stem}.json")).unwrap());
                serde_json::to_writer(&mut w, &rep).unwrap();
                w.flush().unwrap();
            }
            o => eprintln!("{p}: {o:?}"),
        }
    }
}
