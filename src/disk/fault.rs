//! Errors and crashes on demand, in a test build only: what a disk does on its worst day, at the step of one's choice.

use std::cell::RefCell;
use std::io;

use super::Step;

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The step fails with this kind of error.
    Error(io::ErrorKind),
    /// The process dies where it stands, as if it had been killed.
    Crash,
}

#[derive(Clone, Copy)]
struct Plan {
    step: Step,
    /// How many such steps still go well.
    after: usize,
    fault: Fault,
}

thread_local! {
    static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) };
}

/// Lets a step of this thread fail once, after `after` of them have gone well.
pub fn plan(step: Step, after: usize, fault: Fault) {
    PLAN.set(Some(Plan { step, after, fault }));
}

/// Takes back what was planned. Whether it had not happened yet.
pub fn clear() -> bool {
    PLAN.take().is_some()
}

pub(super) fn before(step: Step) -> io::Result<()> {
    let due = PLAN.with_borrow_mut(|plan| match plan {
        Some(p) if p.step == step && p.after == 0 => plan.take(),
        Some(p) if p.step == step => {
            p.after -= 1;
            None
        }
        _ => None,
    });
    match due.map(|plan| plan.fault) {
        None => Ok(()),
        Some(Fault::Error(kind)) => Err(kind.into()),
        Some(Fault::Crash) => std::process::abort(),
    }
}

/// Panics at the F12 key, where the environment asks for it: what a fault of the program itself does to the terminal.
///
/// # Panics
/// That is what it is for.
pub fn panic_if_asked(event: &crossterm::event::Event) {
    let is_key = event
        .as_key_press_event()
        .is_some_and(|key| key.code == crossterm::event::KeyCode::F(12));
    assert!(
        !(is_key && std::env::var_os("LLM_CONNECTIONS_PANIC").is_some()),
        "a panic on demand"
    );
}
