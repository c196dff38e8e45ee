//! Files of credentials that do not answer, as on a disk that is gone: by way of named pipes to
//! which no process writes.

use llm_connections::probe::messages;
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::probe::installation::{Found, Installation};

/// The connections whose credentials are in a file that the environment names, each with the
/// variable.
fn cases() -> [(&'static str, Value, &'static str); 2] {
    let of = |upstream: &str| {
        json!({"providerType": "pi", "authType": "environment", "piAuthProvider": upstream,
            "gcpProjectId": "p", "gcpRegion": "europe-west4", "awsRegion": "us-east-1", "defaultModel": "m"})
    };
    [
        ("GOOGLE_APPLICATION_CREDENTIALS", of("google-vertex"), messages::google::FILE_SILENT),
        ("AWS_CONFIG_FILE", of("amazon-bedrock"), messages::aws::PROFILES_SILENT),
    ]
}

/// An installation whose file of credentials does not answer, and that file.
fn hanging(connection: Value, variable: &str) -> (Installation, PathBuf) {
    let installation = Installation::of(connection);
    let pipe = installation.tree.path("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let path = pipe.to_str().expect("text").to_owned();
    let found = [(variable, path.as_str()), ("AWS_PROFILE", "x")];
    (installation.with_all(&found), pipe)
}

/// Waits until somebody opens a pipe to read from it. It must be kept: once it is closed, there is
/// an answer.
fn is_read(pipe: &Path) -> File {
    let (opened, open) = channel();
    let pipe = pipe.to_owned();
    // It sleeps until somebody reads.
    thread::spawn(move || opened.send(File::options().write(true).open(pipe)));
    let open = open.recv_timeout(Duration::from_secs(20));
    open.expect("somebody reads").expect("opened")
}

#[test]
fn hanging_file_is_awaited_for_the_given_time() {
    for (variable, connection, says) in cases() {
        let (installation, pipe) = hanging(connection, variable);
        let found = Found::by(installation.program(&["--timeout", "1"]));
        found.is("failed notAsked notAsked notAsked", says);
        assert!(found.took() < Duration::from_secs(9), "{:?}", found.took());
        // No process waits for it any more.
        let left = open(&pipe, OFlags::WRONLY | OFlags::NONBLOCK, Mode::empty());
        assert_eq!(left.err(), Some(Errno::NXIO), "{variable}");
    }
}

#[test]
fn a_signal_ends_the_program_that_waits_for_a_file() {
    for (variable, connection, _) in cases() {
        let (installation, pipe) = hanging(connection, variable);
        let mut program = installation.program(&["--timeout", "600"]);
        let mut program = program.spawn().expect("started");
        let _silent = is_read(&pipe);
        let id = i32::try_from(program.id()).expect("a process");
        let id = Pid::from_raw(id).expect("a process");
        kill_process(id, Signal::TERM).expect("told");
        let (ended, end) = channel();
        thread::spawn(move || ended.send(program.wait()));
        let Ok(end) = end.recv_timeout(Duration::from_secs(20)) else {
            // It is not left behind.
            kill_process(id, Signal::KILL).expect("told");
            panic!("it does not end while {variable} names such a file");
        };
        assert_eq!(end.expect("it ends").signal(), Some(Signal::TERM.as_raw()));
    }
}
