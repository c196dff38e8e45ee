//! Test builds only: simulates disk errors and kills at a chosen call.
//!
//! A test plans a fault for its own thread. The environment plans one for a whole process, in order
//! to drive the real program: `LLM_CONNECTIONS_FAULT=STEP:N:MODE`, where STEP is a step or `any`, N
//! counts its calls from 1, and MODE is `once` (that call fails), `step` (that call and every later
//! one of its step), `forever` (that call and every later one) or `kill`.
//! `LLM_CONNECTIONS_FAULT_COUNT` names a file to which every call adds a line with its step.

use std::cell::RefCell;
use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock};

use super::DiskStep;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// The call fails with this kind of error.
    Error(io::ErrorKind),
    /// The process dies on the spot, as if killed.
    Crash,
}

/// Which calls fail after the first failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultDuration {
    Once,
    /// Every later one of the same step.
    SameStep,
    /// Every later one.
    Forever,
}

#[derive(Clone, Copy)]
struct Plan {
    /// None for any step.
    step: Option<DiskStep>,
    /// How many such calls still succeed.
    after: usize,
    fault: DiskFault,
    lasting: FaultDuration,
    /// Whether the fault has happened.
    due: bool,
}

impl Plan {
    /// The fault for a call, if any, and whether the plan is finished.
    fn at(&mut self, step: DiskStep) -> (Option<DiskFault>, bool) {
        if self.due {
            let fails = match self.lasting {
                FaultDuration::Forever => true,
                _ => self.step.is_none_or(|planned| planned == step),
            };
            return (fails.then_some(self.fault), false);
        }
        if self.step.is_some_and(|planned| planned != step) {
            return (None, false);
        }
        if self.after > 0 {
            self.after -= 1;
            return (None, false);
        }
        self.due = true;
        if self.lasting == FaultDuration::SameStep {
            self.step = Some(step);
        }
        (Some(self.fault), self.lasting == FaultDuration::Once)
    }
}

/// What another program does just before a call of this thread.
struct Meanwhile {
    step: DiskStep,
    act: Box<dyn FnMut()>,
    once: bool,
}

thread_local! {
    static MEANWHILE: RefCell<Option<Meanwhile>> = const { RefCell::new(None) };
    static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) };
}

/// Makes one call of this thread fail, after `after` successful calls of its step.
pub fn plan(step: DiskStep, after: usize, fault: DiskFault) {
    plan_lasting(step, after, fault, FaultDuration::Once);
}

/// Makes a call of this thread fail, and later calls too.
pub fn plan_lasting(step: DiskStep, after: usize, fault: DiskFault, lasting: FaultDuration) {
    PLAN.set(Some(Plan { step: Some(step), after, fault, lasting, due: false }));
}

/// Runs `act` once, just before the next call of a step.
pub fn meanwhile(step: DiskStep, act: impl FnMut() + 'static) {
    let (act, once) = (Box::new(act), true);
    MEANWHILE.set(Some(Meanwhile { step, act, once }));
}

/// Runs `act` just before every call of a step.
pub fn always_meanwhile(step: DiskStep, act: impl FnMut() + 'static) {
    let (act, once) = (Box::new(act), false);
    MEANWHILE.set(Some(Meanwhile { step, act, once }));
}

/// Clears the plan. Returns whether its fault had not happened yet.
pub fn clear() -> bool {
    MEANWHILE.take();
    PLAN.take().is_some_and(|plan| !plan.due)
}

pub(super) fn before(step: DiskStep) -> io::Result<()> {
    let due = MEANWHILE.with_borrow_mut(|all| all.take_if(|one| one.step == step));
    if let Some(mut one) = due {
        (one.act)();
        if !one.once {
            MEANWHILE.set(Some(one));
        }
    }
    let mine = PLAN.with_borrow_mut(|plan| advance(plan, step));
    let fault = mine.or_else(|| Process::get().at(step));
    match fault {
        None => Ok(()),
        Some(DiskFault::Error(kind)) => Err(kind.into()),
        Some(DiskFault::Crash) => super::platform::crash(),
    }
}

fn advance(plan: &mut Option<Plan>, step: DiskStep) -> Option<DiskFault> {
    let (fault, done) = plan.as_mut()?.at(step);
    if done {
        *plan = None;
    }
    fault
}

/// The plan from the environment.
struct Process {
    plan: Mutex<Option<Plan>>,
    count: Option<Mutex<std::fs::File>>,
}

impl Process {
    fn get() -> &'static Self {
        static PROCESS: OnceLock<Process> = OnceLock::new();
        PROCESS.get_or_init(|| {
            let count = env::var_os("LLM_CONNECTIONS_FAULT_COUNT").map(|path| {
                let file = OpenOptions::new().create(true).append(true).open(path);
                Mutex::new(file.expect("the file of counts opens"))
            });
            let plan = env::var("LLM_CONNECTIONS_FAULT").ok();
            Self { plan: Mutex::new(plan.map(|text| parsed(&text).expect("STEP:N:MODE"))), count }
        })
    }

    fn at(&self, step: DiskStep) -> Option<DiskFault> {
        if let Some(count) = &self.count {
            let mut file = count.lock().expect("no panic holds it");
            writeln!(file, "{step:?}").expect("the file of counts takes a line");
        }
        advance(&mut self.plan.lock().expect("no panic holds it"), step)
    }
}

fn parsed(text: &str) -> Option<Plan> {
    let [step, number, mode] = text.split(':').collect::<Vec<_>>()[..] else {
        return None;
    };
    let named = |planned: &DiskStep| format!("{planned:?}").eq_ignore_ascii_case(step);
    let step = match step {
        "any" => None,
        _ => Some(DiskStep::ALL.into_iter().find(named)?),
    };
    let error = DiskFault::Error(io::ErrorKind::StorageFull);
    let (fault, lasting) = match mode {
        "once" => (error, FaultDuration::Once),
        "step" => (error, FaultDuration::SameStep),
        "forever" => (error, FaultDuration::Forever),
        "kill" => (DiskFault::Crash, FaultDuration::Once),
        _ => return None,
    };
    Some(Plan {
        step,
        after: number.parse::<usize>().ok()?.checked_sub(1)?,
        fault,
        lasting,
        due: false,
    })
}
