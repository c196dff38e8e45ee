//! What other programs write shows up by itself.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::Terminal;
use crate::home::Home;
use crate::launch::Start;

/// What is said of a file that cannot be read.
const ERRORS: [&str; 2] = ["unreadable", "cannot be used"];

/// How long a change may take to show up. One of a few has to: a machine with other things to do is late at times.
const SOON: Duration = Duration::from_millis(300);

/// Changes a name in a file by `write` until a change shows up soon.
fn shows_up_soon(terminal: &Terminal, file: &Path, mut write: impl FnMut(&str)) {
    let original = fs::read_to_string(file).unwrap();
    let mut took = Vec::new();
    for n in 0..8 {
        let name = format!("Changed {n}");
        write(&original.replace("Claude Max", &name));
        let written = Instant::now();
        terminal.see(&name);
        took.push(written.elapsed());
        if took[n] <= SOON {
            return;
        }
    }
    panic!("too late each time: {took:?}");
}

#[test]
fn a_rewrite_in_place_shows_up_and_its_half_is_never_told() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    let mut calm = 0;
    shows_up_soon(&terminal, &home.config(), |text| {
        terminal.forbid(&ERRORS);
        let start = Instant::now();
        let mut file = File::create(home.config()).unwrap();
        let (half, rest) = text.as_bytes().split_at(text.len() / 2);
        file.write_all(half).unwrap();
        // A writer that takes its time; the program looks meanwhile.
        thread::sleep(Duration::from_millis(40));
        file.write_all(rest).unwrap();
        drop(file);
        // A writer that was held up for long has really left half a file.
        if start.elapsed() < Duration::from_millis(150) {
            calm += 1;
            assert_eq!(terminal.forbidden(), None);
        }
    });
    if calm > 0 {
        assert_eq!(terminal.forbidden(), None);
    }
}

#[test]
fn half_a_file_that_stays_half_is_told_and_forgotten_once_it_is_whole() {
    let home = Home::new();
    let whole = home.text();
    let terminal = Start::program(&home).open();
    fs::write(home.config(), &whole[..whole.len() / 2]).unwrap();
    for error in ERRORS {
        terminal.see(error);
    }
    terminal.see("Claude Max");
    fs::write(home.config(), whole).unwrap();
    for error in ERRORS {
        terminal.gone(error);
    }
}

#[test]
fn a_file_put_in_its_place_shows_up() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.forbid(&ERRORS);
    let new = home.config_dir().join("config.json.new");
    shows_up_soon(&terminal, &home.config(), |text| {
        fs::write(&new, text).unwrap();
        fs::rename(&new, home.config()).unwrap();
    });
    assert_eq!(terminal.forbidden(), None);
}

#[test]
fn behind_a_link_the_file_itself_is_watched() {
    let home = Home::new();
    let elsewhere = home.dir().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let real = elsewhere.join("real.json");
    fs::rename(home.config(), &real).unwrap();
    symlink(&real, home.config()).unwrap();
    let terminal = Start::program(&home).open();
    terminal.forbid(&ERRORS);
    let new = elsewhere.join("new");
    shows_up_soon(&terminal, &real, |text| {
        fs::write(&new, text).unwrap();
        fs::rename(&new, &real).unwrap();
    });
    assert_eq!(terminal.forbidden(), None);
    let text = fs::read_to_string(&real).unwrap();
    fs::write(&real, text.replace("Changed", "In Place")).unwrap();
    terminal.see("In Place");
}
