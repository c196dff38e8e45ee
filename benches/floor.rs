//! The whole program beside the floor (`examples/floor.rs`), in one run and in turn: from start to
//! first frame, from key to repaint, a burst of keys, memory, wake-ups while idle. Both run in a
//! pseudo-terminal of 120×40.
//!
//! ```sh
//! cargo build --release --example floor
//! cargo bench --bench floor
//! ```

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use serde_json::{Value, json};
use tempfile::TempDir;

const SIZES: [usize; 3] = [10, 1_000, 10_000];
const SCREEN: PtySize = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };

/// Starts of each program, in turn.
const STARTS: usize = 20;

/// Keys of one start: down and up again, so that the list does not scroll.
const KEYS: &str = "jjjjjjjjkkkkkkkkjjjjjjjjkkkkkkkk";
const BURST: usize = 200;

/// A frame is complete once nothing has arrived for this long.
const QUIET: Duration = Duration::from_millis(15);
const IDLE: Duration = Duration::from_secs(5);
const DEADLINE: Duration = Duration::from_secs(30);

/// The name of the first connection: the first frame is there when it is.
const MARKER: &str = "A marked connection";

fn main() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_llm-connections"));
    let floor = program.with_file_name("examples").join("floor");
    assert!(floor.exists(), "Build the floor first: cargo build --release --example floor");
    println!("connections  figure             program    floor  ratio");
    for count in SIZES {
        let home = installation(count);
        let config = home.path().join(".craft-agent/config.json");
        let mut ours = Figures::default();
        let mut least = Figures::default();
        for _ in 0..STARTS {
            least.measure(&floor, &[&config], home.path());
            ours.measure(&program, &[], home.path());
        }
        least.measure_idle(&floor, &[&config], home.path());
        ours.measure_idle(&program, &[], home.path());
        for ((name, ours), (_, least)) in ours.medians().into_iter().zip(least.medians()) {
            println!("{count:>11}  {name:<16} {ours:>9.2} {least:>8.2}  {:>5.2}", ours / least);
        }
    }
}

/// A home whose config.json has connections of several types, each with an endpoint and models.
fn installation(count: usize) -> TempDir {
    const TYPES: [(&str, &str); 4] = [
        ("anthropic", "api_key"),
        ("pi", "api_key"),
        ("pi_compat", "api_key_with_endpoint"),
        ("pi_compat", "none"),
    ];
    let connections: Vec<Value> = (0..count)
        .map(|n| {
            let (kind, auth) = TYPES[n % TYPES.len()];
            let name = if n == 0 { MARKER.to_owned() } else { format!("Connection {n}") };
            let models: Vec<String> = (0..5).map(|model| format!("model-{n}-{model}")).collect();
            json!({"slug": format!("c{n}"), "name": name, "providerType": kind, "authType": auth,
                "piAuthProvider": "openai", "baseUrl": format!("https://host{n}.example.com/v1"),
                "customEndpoint": {"api": "openai-completions"}, "models": models,
                "defaultModel": format!("model-{n}-0"), "createdAt": 1_760_000_000_000_u64})
        })
        .collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": connections, "defaultLlmConnection": "c0"});
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join(".craft-agent");
    fs::create_dir(&folder).expect("made");
    fs::write(folder.join("config.json"), format!("{config:#}")).expect("written");
    home
}

/// What was measured in all starts: milliseconds, megabytes, and a number of wake-ups.
#[derive(Default)]
struct Figures {
    first_frame: Vec<f64>,
    key: Vec<f64>,
    burst: Vec<f64>,
    memory: Vec<f64>,
    wake_ups: Vec<f64>,
}

impl Figures {
    fn measure(&mut self, program: &Path, arguments: &[&Path], home: &Path) {
        let start = Instant::now();
        let mut terminal = Terminal::start(program, arguments, home);
        self.first_frame.push(milliseconds(terminal.wait_for_marker() - start));
        terminal.settle(QUIET);
        for key in KEYS.bytes() {
            self.key.push(milliseconds(terminal.press(&[key])));
            terminal.settle(QUIET);
        }
        let pressed = Instant::now();
        terminal.write(&[b'j'; BURST]);
        self.burst.push(milliseconds(terminal.settle(QUIET).unwrap_or(pressed) - pressed));
        let kilobytes = terminal.status("VmRSS");
        self.memory.extend(kilobytes.map(|kilobytes| kilobytes / 1024.0));
        terminal.quit();
    }

    fn measure_idle(&mut self, program: &Path, arguments: &[&Path], home: &Path) {
        let mut terminal = Terminal::start(program, arguments, home);
        terminal.wait_for_marker();
        // What the first frame did not wait for is done by then.
        terminal.settle(IDLE);
        let before = terminal.status("voluntary_ctxt_switches");
        terminal.settle(IDLE);
        let after = terminal.status("voluntary_ctxt_switches");
        self.wake_ups.extend(before.zip(after).map(|(before, after)| after - before));
        terminal.quit();
    }

    fn medians(self) -> Vec<(&'static str, f64)> {
        let all = [
            ("first frame, ms", self.first_frame),
            ("key, ms", self.key),
            ("200 keys, ms", self.burst),
            ("memory, MB", self.memory),
            ("idle wake-ups", self.wake_ups),
        ];
        let measured = all.into_iter().filter(|(_, values)| !values.is_empty());
        measured
            .map(|(name, mut values)| {
                values.sort_by(f64::total_cmp);
                (name, values[values.len() / 2])
            })
            .collect()
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A program in a pseudo-terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    /// What arrived, and when; parsing it takes no part in the figures.
    output: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn start(program: &Path, arguments: &[&Path], home: &Path) -> Self {
        let pair = native_pty_system().openpty(SCREEN).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin")]
        {
            command.env(name, value);
        }
        command.env("HOME", home);
        let child = pair.slave.spawn_command(command).expect("started");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(SCREEN.rows, SCREEN.cols, 0);
        let keys = pair.master.take_writer().expect("a writer");
        Self { child, keys, output, parser, _master: pair.master }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).expect("typed");
        self.keys.flush().expect("typed");
    }

    /// When the output arrived that brought the screen into this state.
    fn wait(&mut self, is_there: impl Fn(&vt100::Screen) -> bool) -> Instant {
        loop {
            let (at, bytes) = self.output.recv_timeout(DEADLINE).expect("output in time");
            self.parser.process(&bytes);
            if is_there(self.parser.screen()) {
                return at;
            }
        }
    }

    fn wait_for_marker(&mut self) -> Instant {
        self.wait(|screen| screen.contents().contains(MARKER))
    }

    /// Waits until nothing has arrived for this long; when the last output arrived, if any did.
    fn settle(&mut self, quiet: Duration) -> Option<Instant> {
        let mut last = None;
        loop {
            match self.output.recv_timeout(quiet) {
                Ok((at, bytes)) => {
                    self.parser.process(&bytes);
                    last = Some(at);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return last,
            }
        }
    }

    /// Presses a key; the time until the screen shows something else.
    fn press(&mut self, key: &[u8]) -> Duration {
        let before = self.parser.screen().clone();
        let pressed = Instant::now();
        self.write(key);
        self.wait(|screen| !screen.contents_diff(&before).is_empty()) - pressed
    }

    /// A number of the process's status, on systems that have such a file.
    fn status(&self, name: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.process_id()?));
        let status = status.ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }

    fn quit(mut self) {
        self.write(b"q");
        self.child.wait().expect("ended");
    }
}
