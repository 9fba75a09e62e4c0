//! A PostgreSQL server of one's own, for as long as a test needs it.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::warehouse::tool;

pub struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    /// Whose the server is: PostgreSQL refuses to be root's.
    user: Option<&'static str>,
}

impl Server {
    /// Starts a server that listens on a socket in a folder of its own; none where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let programs = versions.map(|e| e.path().join("bin")).filter(|p| p.join("initdb").exists()).max();
        let programs = tool("a PostgreSQL server", programs)?;
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        let root = nix::unistd::Uid::effective().is_root();
        let server = Self { programs, folder, user: root.then_some("postgres") };
        let path = server.folder.path();
        if root {
            let user = nix::unistd::User::from_name("postgres").unwrap().expect("the user postgres");
            chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let data = path.join("data");
        let data = data.to_str().unwrap();
        server.run("initdb", &["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]);
        let options = format!("-c listen_addresses= -c unix_socket_directories={} -c fsync=off", path.display());
        let log = path.join("log");
        server.run("pg_ctl", &["-D", data, "-l", log.to_str().unwrap(), "-o", &options, "-w", "start"]);
        Some(server)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        // The server outlives the command that starts it: it must not keep its pipes.
        let log = std::fs::File::create(std::env::temp_dir().join(format!("pg-{}.log", std::process::id()))).unwrap();
        let done =
            command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        assert!(done.status().unwrap().success(), "{arguments:?}");
    }

    /// The connection string of a database, which is made where it is missing.
    pub fn base(&self, name: &str) -> String {
        let of = |name: &str| format!("host={} user=postgres dbname={name}", self.folder.path().display());
        let mut client = postgres::Client::connect(&of("postgres"), postgres::NoTls).unwrap();
        if client.query("select 1 from pg_database where datname = $1", &[&name]).unwrap().is_empty() {
            client.batch_execute(&format!("create database {name}")).unwrap();
        }
        of(name)
    }

    /// The folder of the socket.
    #[allow(dead_code)]
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        self.run("pg_ctl", &["-D", data.to_str().unwrap(), "-m", "immediate", "-w", "stop"]);
    }
}
