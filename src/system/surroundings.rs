//! Where the person sits: at this machine or a remote one, with or without a browser.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::environment::variable;
use super::github_tokens::GitHubTokens;
use super::{platform, programs};
use crate::text::safe::is_unsafe;

/// This session's SSH connection, with the address by which its client reached this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ssh {
    user: String,
    host: String,
    port: u16,
}

/// Where the person sits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The program that opens a URL in a browser; none without a display.
    pub opener: Option<PathBuf>,
    pub ssh: Option<Ssh>,
    pub github_tokens: GitHubTokens,
}

impl Surroundings {
    pub(crate) fn from_environment() -> Self {
        let ssh = variable("SSH_CONNECTION").and_then(|text| Ssh::parse(&text, variable("USER")));
        Self {
            opener: platform::opener(ssh.is_some()).and_then(programs::find),
            ssh,
            github_tokens: GitHubTokens::find(),
        }
    }
}

impl Ssh {
    /// Parses `SSH_CONNECTION`: the client's address and port, then this machine's.
    fn parse(connection: &str, user: Option<String>) -> Option<Self> {
        let mut words = connection.split_whitespace().skip(2);
        let (host, port) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
        let is_plain =
            |c: char| !is_unsafe(c) && !c.is_whitespace() && !"'\"`$;&|<>()\\".contains(c);
        let user = user.filter(|user| user.chars().all(is_plain));
        let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || ".:-_%".contains(c));
        is_host.then(|| Self { user: user.unwrap_or_else(|| "USER".to_owned()), host, port })
    }

    /// The command that forwards a port of the person's machine to the same port of this one.
    pub(crate) fn tunnel(&self, port: u16) -> String {
        let at = if self.port == 22 { String::new() } else { format!("-p {} ", self.port) };
        format!("ssh -L {port}:localhost:{port} {at}{}@{}", self.user, self.host)
    }
}

/// The same for this session; none when it is not over SSH.
pub(crate) fn tunnel(port: u16) -> Option<String> {
    Surroundings::from_environment().ssh.map(|ssh| ssh.tunnel(port))
}

/// Opens a URL in a browser, without a shell, and does not wait for it.
///
/// # Errors
/// When the program cannot be started.
pub(crate) fn open(opener: &Path, address: &str) -> io::Result<()> {
    let mut command = Command::new(opener);
    command.args(platform::BEFORE_URL).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It must outlive this program and get no keys from this terminal.
    let mut child = platform::start_apart(&mut command).spawn()?;
    // Avoids a zombie. Without the thread it stays one until this program ends.
    let _ = thread::Builder::new().spawn(move || child.wait());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tunnel_leads_to_the_address_the_client_connected_to() {
        let of = |connection: &str, user: &str| {
            Ssh::parse(connection, Some(user.to_owned())).map(|ssh| ssh.tunnel(1455))
        };
        assert_eq!(
            of("192.0.2.7 50022 198.51.100.4 22", "ada").as_deref(),
            Some("ssh -L 1455:localhost:1455 ada@198.51.100.4")
        );
        assert_eq!(
            of("2001:db8::1 5 2001:db8::2 2222", "ada").as_deref(),
            Some("ssh -L 1455:localhost:1455 -p 2222 ada@2001:db8::2")
        );
        assert_eq!(
            of("192.0.2.7 5 198.51.100.4 22", "$(reboot)").as_deref(),
            Some("ssh -L 1455:localhost:1455 USER@198.51.100.4")
        );
        for bad in ["", "a b", "a 1 $(x) 22", "a 1 b port"] {
            assert_eq!(of(bad, "ada"), None, "{bad}");
        }
    }

    #[test]
    fn url_is_opened_as_one_argument_without_a_shell() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("opened");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("started");
        assert!(made.success());
        // `tee` opens its argument for writing, under exactly that name.
        let opener = programs::find("tee").expect("a program of every system");
        let address = pipe.display().to_string();
        open(&opener, &address).expect("started");
        // Opening the pipe waits until the program has opened it too.
        let read = std::fs::read(&pipe).expect("read");
        assert_eq!(read, b"");
        assert!(open(&folder.path().join("missing"), "x").is_err());
    }
}
