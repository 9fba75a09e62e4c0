//! How to get into a database: the settings of a connection string and, as every client of PostgreSQL does, those of the
//! environment and of files that only their user reads, so that no password need stand on the command line.

use std::fs;
use std::path::{Path, PathBuf};

use ::postgres::Config;
use ::postgres::config::Host;

use super::target::TargetError;

/// A connection that can be made.
pub(super) struct Login {
    pub config: Config,
}

/// The environment: a variable that is set and not empty.
type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Settings that the library does not know; they are taken out before it reads the rest.
const OWN: [&str; 2] = ["service", "passfile"];

impl Login {
    /// Reads a connection string in the environment of this process.
    pub fn of(target: &str) -> Result<Self, TargetError> {
        Self::within(target, &|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn within(target: &str, environment: Environment<'_>) -> Result<Self, TargetError> {
        let mut given = if target.contains("://") { of_url(target) } else { of_words(target) };
        let service = given.take("service").or_else(|| environment("PGSERVICE"));
        if let Some(service) = service {
            given.complete(read_service(&service, environment)?);
        }
        let passfile = given.take("passfile").or_else(|| environment("PGPASSFILE"));
        let mut config: Config = given.text().parse()?;
        if let (None, Some(password)) = (config.get_password(), environment("PGPASSWORD")) {
            config.password(password);
        }
        if let (None, Some(user)) = (config.get_user(), environment("PGUSER")) {
            config.user(&user);
        }
        if let (None, Some(base)) = (config.get_dbname(), environment("PGDATABASE")) {
            config.dbname(&base);
        }
        if config.get_password().is_none()
            && let Some(password) = password_of_file(&config, passfile, environment)
        {
            config.password(password);
        }
        config.application_name("schedario");
        Ok(Self { config })
    }
}

/// The settings of a connection string, in their order.
struct Given {
    pairs: Vec<(String, String)>,
    /// A URL without those of our own.
    url: Option<String>,
}

impl Given {
    /// Takes out a setting that the library does not know.
    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(key, _)| key == name)?;
        Some(self.pairs.remove(at).1)
    }

    /// Adds settings that are not given.
    fn complete(&mut self, more: Vec<(String, String)>) {
        let fresh: Vec<_> = more.into_iter().filter(|(key, _)| self.pairs.iter().all(|(own, _)| own != key)).collect();
        self.pairs.extend(fresh);
    }

    fn text(&self) -> String {
        if let Some(url) = &self.url {
            return url.clone();
        }
        let quoted = |value: &str| value.replace('\\', "\\\\").replace('\'', "\\'");
        let pairs = self.pairs.iter().map(|(key, value)| format!("{key}='{}'", quoted(value)));
        pairs.collect::<Vec<_>>().join(" ")
    }
}

/// `host=… dbname=…`, values perhaps in quotes. What cannot be understood is left for the library to tell of.
fn of_words(target: &str) -> Given {
    let mut pairs = Vec::new();
    let mut rest = target.trim_start();
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (mut value, mut escaped, mut end) = (String::new(), false, after.len());
        let quote = after.starts_with('\'');
        for (k, c) in after.char_indices().skip(usize::from(quote)) {
            match c {
                _ if escaped => {
                    value.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '\'' if quote => {
                    end = k + 1;
                    break;
                }
                c if c.is_whitespace() && !quote => {
                    end = k;
                    break;
                }
                c => value.push(c),
            }
        }
        pairs.push((key.trim().to_owned(), value));
        rest = after.get(end..).unwrap_or_default().trim_start();
    }
    if !rest.is_empty() {
        pairs.push((rest.to_owned(), String::new()));
    }
    Given { pairs, url: None }
}

/// `postgresql://…?sslmode=…`.
fn of_url(target: &str) -> Given {
    let (before, query) = target.split_once('?').unwrap_or((target, ""));
    let is_own = |pair: &&str| OWN.contains(&pair.split('=').next().unwrap_or_default());
    let (own, others): (Vec<&str>, Vec<&str>) = query.split('&').filter(|pair| !pair.is_empty()).partition(is_own);
    let pair = |pair: &str| pair.split_once('=').map(|(key, value)| (key.to_owned(), decoded(value)));
    let end = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    Given { pairs: own.into_iter().filter_map(pair).collect(), url: Some(format!("{before}{end}")) }
}

/// A part of a URL without its escapes.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut k) = (Vec::with_capacity(bytes.len()), 0);
    while k < bytes.len() {
        let code = text.get(k + 1..k + 3).filter(|_| bytes[k] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[k]));
        k += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The settings of a service, out of the file of services.
fn read_service(name: &str, environment: Environment<'_>) -> Result<Vec<(String, String)>, TargetError> {
    let own = environment("HOME").map(|home| Path::new(&home).join(".pg_service.conf"));
    let file = environment("PGSERVICEFILE").map(PathBuf::from).or(own).unwrap_or_default();
    let text = fs::read_to_string(&file).map_err(TargetError::at(&file))?;
    let mut pairs = Vec::new();
    let (mut inside, mut found) = (false, false);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = section == name && !found;
            found |= inside;
        } else if let Some((key, value)) = line.split_once('=').filter(|_| inside) {
            pairs.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let missing = || std::io::Error::new(std::io::ErrorKind::NotFound, format!("[{name}]"));
    if found { Ok(pairs) } else { Err(TargetError::at(&file)(missing())) }
}

/// The password of a line `host:port:database:user:password` that speaks of this connection. As with other clients, a file that
/// others can read counts for nothing.
fn password_of_file(config: &Config, given: Option<String>, environment: Environment<'_>) -> Option<String> {
    let own = || environment("HOME").map(|home| Path::new(&home).join(".pgpass"));
    let file = given.map(PathBuf::from).or_else(own)?;
    if !is_private(&file) {
        return None;
    }
    let text = fs::read_to_string(&file).ok()?;
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        // A socket is called so.
        _ => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432).to_string();
    let user = config.get_user().unwrap_or_default();
    let base = config.get_dbname().unwrap_or(user);
    let wanted = [host.as_str(), &port, base, user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let (asked, password) = (fields.get(..4)?, fields.get(4)?);
        asked.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted).then(|| password.clone())
    })
}

/// The fields of a line, parted by colons; a backslash stands before a colon or a backslash that is part of one.
fn fields(line: &str) -> Vec<String> {
    let (mut out, mut escaped) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ':' if !escaped && out.len() < 5 => out.push(String::new()),
            c => out.last_mut().map_or((), |field| field.push(c)),
        }
        escaped = false;
    }
    out
}

#[cfg(unix)]
fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(file: &Path) -> bool {
    file.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(target: &str, set: &[(&str, &str)]) -> Result<Login, TargetError> {
        let own = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Login::within(target, &own)
    }

    fn password(login: &Login) -> Option<&str> {
        login.config.get_password().and_then(|p| std::str::from_utf8(p).ok())
    }

    #[test]
    fn a_connection_string_is_read_whole() {
        let read = login(r"host=db dbname='a b' password='it\'s' options=-csearch_path=peg", &[]).unwrap();
        assert_eq!((read.config.get_dbname(), password(&read)), (Some("a b"), Some("it's")));
        assert_eq!(read.config.get_options(), Some("-csearch_path=peg"));
        assert!(login("host=db nonsense", &[]).is_err());
        let read = login("postgresql://anna@db/peg?passfile=%2Fx&connect_timeout=3", &[]).unwrap();
        assert_eq!(read.config.get_user(), Some("anna"));
    }

    #[test]
    fn the_environment_and_files_hold_what_the_command_line_need_not() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let passwords = write("pgpass", "# mine\nother:*:*:*:no\ndb:5432:peg:anna:a\\:b\\\\c\n*:*:*:*:any\n");
        let services = write("services", "[x]\nhost=no\n[peg]\n# there\nhost=db\ndbname = peg\nuser=anna\n");
        let file = [("PGPASSFILE", passwords.as_str()), ("PGSERVICEFILE", &services)];
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&passwords, fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(password(&login("host=db user=anna dbname=peg", &file).unwrap()), None, "others can read it");
            fs::set_permissions(&passwords, fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert_eq!(password(&login("host=db user=anna dbname=peg", &file).unwrap()), Some("a:b\\c"));
        assert_eq!(password(&login("host=/run user=bruno", &file).unwrap()), Some("any"));
        let read = login("service=peg dbname=other", &file).unwrap();
        assert_eq!((read.config.get_user(), read.config.get_dbname()), (Some("anna"), Some("other")));
        assert!(login("service=none", &file).is_err());
        assert_eq!(password(&login("host=db", &[("PGPASSWORD", "x")]).unwrap()), Some("x"));
    }
}
