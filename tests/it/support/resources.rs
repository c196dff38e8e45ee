//! A process's open descriptors and threads. Whatever is used and dropped must leave none of them
//! behind.
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// The variable of a test that runs in its own process.
const ALONE: &str = "LLM_CONNECTIONS_TEST_ALONE";

/// How long a stopped thread may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many times something is used: a leak of one descriptor per use shows up under any limit.
const TIMES: usize = 20;

/// For how long, and over how many looks, it must stay the same to have settled. A busy machine may
/// let a process do nothing for the time of a few.
const SETTLED: (Duration, usize) = (Duration::from_millis(200), 15);

/// What a process holds open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// The descriptors' targets, without the number of a socket or pipe, sorted.
    pub descriptors: Vec<String>,
    pub threads: usize,
}

impl Resources {
    /// A process's resources.
    pub fn of(pid: u32) -> Self {
        let process = PathBuf::from(format!("/proc/{pid}"));
        let entries = |folder: &str| {
            let entries = fs::read_dir(process.join(folder)).expect("the process runs");
            entries.map(|entry| entry.expect("an entry").path())
        };
        let mut descriptors: Vec<String> = entries("fd")
            // The descriptor for reading the folder is closed by then.
            .filter_map(|path| fs::read_link(path).ok())
            .map(|target| target.to_string_lossy().into_owned())
            .filter(|target| !target.ends_with("/fd"))
            .map(|target| target.split(":[").next().unwrap_or_default().to_owned())
            .collect();
        descriptors.sort();
        Self { descriptors, threads: entries("task").count() }
    }

    /// Whether it is no more than another.
    fn is_within(&self, other: &Self) -> bool {
        // Both are sorted.
        let mut others = other.descriptors.iter();
        self.threads <= other.threads && self.descriptors.iter().all(|own| others.any(|o| o == own))
    }

    /// Waits until a process holds no more than this.
    #[track_caller]
    pub fn wait_for(&self, pid: u32) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = Self::of(pid);
            if now.is_within(self) {
                return;
            }
            assert!(Instant::now() < deadline, "left behind; before: {self:#?}; after: {now:#?}");
            // No event reports that a thread has ended.
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Uses something repeatedly, and checks that nothing of it stays open. That runs in its own
/// process, since other tests open things meanwhile: `test` is the name of the calling test, as the
/// test binary lists it.
#[track_caller]
pub fn leaves_nothing_open(test: &str, mut use_once: impl FnMut()) {
    if env::var_os(ALONE).is_none() {
        let output = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", test, "--nocapture"])
            .env(ALONE, "1")
            .output()
            .expect("it runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}{errors}");
        assert!(printed.contains("1 passed"), "no test {test}: {printed}");
        return;
    }
    let own = std::process::id();
    // What is created once and kept, such as the system's certificates, is not a leak.
    use_once();
    let before = settled(own);
    for _ in 0..TIMES {
        use_once();
    }
    before.wait_for(own);
}

/// What a process holds open once that no longer changes.
pub fn settled(pid: u32) -> Resources {
    let deadline = Instant::now() + PATIENCE;
    let mut last = Resources::of(pid);
    let (mut since, mut equal) = (Instant::now(), 1);
    while since.elapsed() < SETTLED.0 || equal < SETTLED.1 {
        assert!(Instant::now() < deadline, "it goes on changing: {last:#?}");
        thread::sleep(Duration::from_millis(10));
        let now = Resources::of(pid);
        if now == last {
            equal += 1;
        } else {
            (last, since, equal) = (now, Instant::now(), 1);
        }
    }
    last
}
