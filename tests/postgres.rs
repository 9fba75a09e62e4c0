//! Loads into a real PostgreSQL server: repeated, changed, killed and cut off.
#![cfg(unix)]

use crate::common;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::server::Server;
use crate::common::warehouse::*;
use postgres::{Client, NoTls};
use serde_json::Value;

fn connect(base: &str) -> Client {
    Client::connect(base, NoTls).unwrap()
}

/// Counts and sums of the database.
fn postgres_figures(base: &str) -> Figures {
    let mut client = connect(base);
    let mut out = Figures::new();
    for (table, numbers) in decimals() {
        let rows = client.query_one(&format!("select count(*) from {table}"), &[]).unwrap().get::<_, i64>(0);
        let mut figures = BTreeMap::from([("rows".to_owned(), Value::from(rows))]);
        for (name, _) in numbers {
            let sum = client.query_one(&format!("select trim_scale(sum({name}))::text from {table}"), &[]).unwrap();
            figures.insert(name, sum.get::<_, Option<String>>(0).into());
        }
        out.insert(table, figures);
    }
    out
}

/// Every row version of every table: it changes when a row is written, even with the same values.
fn versions(base: &str) -> Vec<String> {
    let mut client = connect(base);
    let names = decimals().into_iter().map(|(name, _)| name).chain(["loads".to_owned()]);
    let of = |name: String| {
        let sql = format!("select '{name} ' || ctid || ' ' || xmin || ' ' || md5(t::text) from {name} t order by 1");
        client.query(&sql, &[]).unwrap().into_iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>()
    };
    names.flat_map(of).collect()
}

/// Starts a load that comes to its end and then waits for a row that somebody else holds.
fn blocked_load(archive: &Path, base: &str) -> (Child, Client) {
    let mut holder = connect(base);
    holder.batch_execute("begin; select * from documents for update").unwrap();
    let load = Command::new(env!("CARGO_BIN_EXE_schedario"))
        .args(["--lang", "en", "export", archive.to_str().unwrap(), "--to", "postgres", base])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begin = Instant::now();
    let mut watcher = connect(base);
    let waits = "select 1 from pg_stat_activity where application_name = 'schedario' and wait_event_type = 'Lock'";
    while watcher.query(waits, &[]).unwrap().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(120), "the load does not come to its end");
        std::thread::sleep(Duration::from_millis(20));
    }
    (load, holder)
}

fn gone(base: &str) {
    let mut watcher = connect(base);
    let begin = Instant::now();
    while !watcher.query("select 1 from pg_stat_activity where application_name = 'schedario'", &[]).unwrap().is_empty()
    {
        assert!(begin.elapsed() < Duration::from_secs(60), "the server keeps the load");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// One report says another amount, and one document is no longer there.
fn change(archive: &Path) {
    let mut all = lines(archive);
    let reads: Vec<usize> = (0..all.len()).filter(|k| all[*k]["status"] == "ok").collect();
    let changed = archive.join(all[reads[1]]["output"].as_str().unwrap());
    let mut report: Value = serde_json::from_slice(&fs::read(&changed).unwrap()).unwrap();
    report["objectives"][0]["budget"]["expenses"]["lines"][0]["amount"] = "123456.78".into();
    report["objectives"][0]["phases"].as_array_mut().unwrap().pop();
    report["objectives"][0]["description"] = "zero \0 dentro".into();
    fs::write(&changed, report.to_string()).unwrap();
    all.remove(reads[0]);
    write_lines(archive, &all);
}

#[test]
fn loads_are_whole_or_nothing() {
    let Some(server) = Server::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let base = server.base("peg");
    export(archive(), "postgres", &base, &[]);
    let lite = dir.path().join("a.sqlite");
    export(archive(), "sqlite", lite.to_str().unwrap(), &[]);
    let before = postgres_figures(&base);
    assert!(before["evidence"]["rows"].as_i64().unwrap() > 8_000);

    // A repeated load writes no row at all.
    let rows = versions(&base);
    export(archive(), "postgres", &base, &[]);
    assert!(versions(&base) == rows, "a repeated load wrote rows");
    let told = export(archive(), "postgres", &base, &["--incremental"]);
    assert!(told.contains("nothing new"), "{told}");

    // A load that is killed, or cut off from the server, when all but the end is done.
    let changed = own_archive(dir.path());
    change(&changed);
    let (mut load, mut holder) = blocked_load(&changed, &base);
    load.kill().unwrap();
    load.wait().unwrap();
    holder.batch_execute("rollback").unwrap();
    gone(&base);
    assert!(versions(&base) == rows, "a killed load left something");
    let (load, mut holder) = blocked_load(&changed, &base);
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'schedario'";
    connect(&base).execute(cut, &[]).unwrap();
    let out = load.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("it is as it was before"));
    holder.batch_execute("rollback").unwrap();
    assert!(versions(&base) == rows, "a load that was cut off left something");

    // What changed is changed, what a document no longer says goes, and what vanished goes when it is told to.
    let told = export(&changed, "postgres", &base, &["--incremental"]);
    assert!(told.contains("1 documents,") && told.contains("stays in the target"), "{told}");
    export(&changed, "postgres", &base, &["--incremental", "--prune"]);
    let whole = server.base("whole");
    export(&changed, "postgres", &whole, &[]);
    let facts = |base: &str| {
        let mut figures = postgres_figures(base);
        figures.retain(|name, _| !["centres", "years"].contains(&name.as_str()));
        figures
    };
    assert_eq!(facts(&base), facts(&whole));
    assert_ne!(postgres_figures(&whole)["phases"], before["phases"]);

    // The same figures as everywhere, and the same answers.
    let again = server.base("again");
    export(archive(), "postgres", &again, &[]);
    assert_eq!(postgres_figures(&again), before);
    let views = common::schedario(&["schema", "--views"]).stdout;
    let sql = String::from_utf8(views).unwrap();
    connect(&again).batch_execute(&sql).unwrap();
    let Some(python) = python() else { return };
    let lake = dir.path().join("parquet");
    export(archive(), "parquet", lake.to_str().unwrap(), &[]);
    assert_eq!(figures(&python, "parquet", &lake), before);
    fs::write(dir.path().join("views.sql"), &sql).unwrap();
    let told = script(&python, "views.py", &[lake.to_str().unwrap(), dir.path().join("views.sql").to_str().unwrap()]);
    let duck: BTreeMap<String, Vec<Vec<Option<String>>>> = serde_json::from_str(&told).unwrap();
    assert_eq!(duck.len(), sql.matches("create or replace view").count());
    for (view, rows) in duck {
        let columns: Vec<String> = rows[0].iter().map(|c| format!("{}::text", c.as_deref().unwrap())).collect();
        let asked = format!("select {} from {view}", columns.join(", "));
        let found = connect(&again).query(&asked, &[]).unwrap();
        let mut found: Vec<Vec<Option<String>>> =
            found.iter().map(|row| (0..row.len()).map(|k| row.get(k)).collect()).collect();
        let mut wanted = rows[1..].to_vec();
        // Servers sort text each in their own way.
        found.sort();
        wanted.sort();
        assert!(!wanted.is_empty(), "{view} says nothing");
        assert_eq!(found, wanted, "{view}");
    }
}
