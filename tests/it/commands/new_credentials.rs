//! `secret set --begin-anew`: when credentials.enc is given up, and when not.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::settings::edit::messages::lost_with_old_file;
use llm_connections::store::CommitError;
use llm_connections::store::messages::set_aside_as;
use llm_connections::vault::Damage;

use crate::commands::harness::{Ran, Tree};
use crate::support::credentials::not_crafts;
use crate::support::rounds::unspoiled;

const CREDENTIALS: &str = ".craft-agent/credentials.enc";

fn start_new_credentials(tree: &Tree) -> Ran {
    tree.run_with(&["secret", "set", "work", "--begin-anew"], "gsk_2")
}

#[test]
fn empty_file_is_never_replaced() {
    let tree = Tree::new();
    fs::write(tree.path(CREDENTIALS), "").expect("written");
    for arguments in [
        &["secret", "set", "work", "--begin-anew"][..],
        &["secret", "set", "work"],
        &["secret", "clear", "work", "--yes"],
    ] {
        let ran =
            tree.run_with(arguments, "gsk_2").refused(format!("credentials.enc {}", Damage::Empty));
        assert!(!ran.err.contains("--begin-anew"), "{}", ran.err);
    }
    assert_eq!(fs::read(tree.path(CREDENTIALS)).expect("there"), b"");
}

#[test]
fn readable_file_is_used_despite_the_flag() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Anthropic", "claude"]).done();
    tree.run_with(&["secret", "set", "claude"], "sk-ant-1").done();
    let ran = start_new_credentials(&tree).done();
    assert!(!ran.out.contains("old file"), "{}", ran.out);
    for slug in ["work", "claude"] {
        tree.run(&["secret", "status", slug]).done();
    }
}

#[test]
fn refusal_names_what_a_new_file_would_lose() {
    let tree = Tree::new();
    for slug in ["claude", "other"] {
        tree.run(&["add", "--preset", "Anthropic", slug]).done();
        let name = format!("The {slug}");
        tree.run(&["rename", slug, &name]).done();
    }
    fs::write(tree.path(CREDENTIALS), "something else").expect("written");
    tree.run_with(&["secret", "set", "work"], "gsk_2")
        .refused(lost_with_old_file(&["“The claude”".to_owned(), "“The other”".to_owned()]));
}

#[test]
fn unusable_file_is_replaced_only_after_300_ms_without_change() {
    let tree = Tree::new();
    fs::write(tree.path(CREDENTIALS), "something else").expect("written");
    let begun = Instant::now();
    start_new_credentials(&tree).done().prints(set_aside_as(Path::new("credentials.enc.2")));
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

/// A command that met a file to which another program wrote all the time.
struct Replacing {
    tree: Tree,
    ran: Ran,
    /// The longest time between two writes.
    gap: Duration,
}

impl Replacing {
    fn of_a_growing_file() -> Self {
        let tree = Tree::new();
        let path = tree.path(CREDENTIALS);
        fs::write(&path, "part 0").expect("written");
        let (end, ended) = channel::<()>();
        let writer = {
            let mut file = fs::OpenOptions::new().append(true).open(&path).expect("opened");
            thread::spawn(move || {
                let (mut n, mut last, mut gap) = (0, Instant::now(), Duration::ZERO);
                while ended.recv_timeout(Duration::from_millis(10)).is_err() {
                    n += 1;
                    write!(file, ", part {n}").expect("written");
                    gap = gap.max(last.elapsed());
                    last = Instant::now();
                }
                gap.max(last.elapsed())
            })
        };
        let ran = start_new_credentials(&tree);
        end.send(()).expect("the writer waits");
        let gap = writer.join().expect("ended");
        Self { tree, ran, gap }
    }

    /// Whether the file was rightly replaced, because a busy machine stopped the writer for almost
    /// as long as the command waits.
    fn is_spoiled(&self) -> bool {
        self.ran.code == 0 && self.gap > Duration::from_millis(250)
    }
}

/// A file that grows every 10 ms is never the same in two reads 300 ms apart, whenever the command
/// reads it. It only grows: emptied before each write it would be refused as empty now and then.
#[test]
fn file_that_is_still_being_written_is_not_replaced() {
    let Replacing { tree, ran, .. } =
        unspoiled(Replacing::of_a_growing_file, Replacing::is_spoiled);
    ran.refused(CommitError::Credentials(not_crafts()).to_string());
    let text = fs::read_to_string(tree.path(CREDENTIALS)).expect("text");
    assert!(text.starts_with("part 0"), "{text}");
}

#[test]
fn the_file_before_a_write_that_a_crash_interrupted_is_kept_too() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    let good = fs::read(tree.path(CREDENTIALS)).expect("there");
    fs::write(tree.path(".craft-agent/credentials.enc.llm-connections.old"), &good)
        .expect("written");
    let half = &good[..good.len() / 2];
    fs::write(tree.path(CREDENTIALS), half).expect("written");
    start_new_credentials(&tree).done();
    let kept: Vec<Vec<u8>> = tree.files().into_iter().map(|(_, bytes)| bytes).collect();
    assert!(kept.contains(&good), "the good file is lost");
    assert!(kept.iter().any(|bytes| bytes == half), "the broken file is lost");
}
