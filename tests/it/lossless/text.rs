//! A writer of JSON of its own: what a program of some habit, or a person, would have written for a
//! value.

use std::fmt::Write;

use serde_json::Value;

/// What a JSON text may say in more than one way, or in a way that a program's own numbers and
/// texts would lose. In a value, the text `⟦n⟧` stands for the n-th of them.
const ODD: [&str; 14] = [
    "1.50e+3",
    "123456789012345678901234567890",
    "-0",
    "1E400",
    "0.10",
    "1.7e12",
    r#""\u00e9\/""#,
    r#""\ud83d\ude00 \u0041""#,
    r#""\u2028""#,
    r#""eu\u002dwest-1""#,
    "[ ]",
    "{ }",
    r#"[ 1,"\/" ]"#,
    r#"{"a" :1.0}"#,
];
/// The odd numbers.
pub const ODD_NUMBERS: std::ops::Range<usize> = 0..6;
/// The odd texts.
pub const ODD_TEXTS: std::ops::Range<usize> = 6..10;
/// All of them.
pub const ODD_VALUES: std::ops::Range<usize> = 0..ODD.len();

/// The value that stands for the n-th odd one.
pub fn odd(n: usize) -> Value {
    format!("⟦{n}⟧").into()
}

fn odd_text(text: &str) -> Option<&'static str> {
    let n: usize = text.strip_prefix('⟦')?.strip_suffix('⟧')?.parse().ok()?;
    ODD.get(n).copied()
}

/// The value with what the odd ones in it mean, as a program says it that has read and understood
/// them.
pub fn understood(value: &Value) -> Value {
    match value {
        Value::String(text) => match odd_text(text) {
            Some(raw) => serde_json::from_str(raw).expect("the odd ones are JSON"),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(understood).collect(),
        Value::Object(object) => {
            let members = object.iter();
            members.map(|(key, value)| (key.clone(), understood(value))).collect()
        }
        other => other.clone(),
    }
}

/// What of a value decides where white space can stand: everything but its numbers, texts and
/// words.
pub fn shape(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), shape(value))).collect()
        }
        _ => Value::Null,
    }
}

/// How a text is written.
#[derive(Clone, Debug)]
pub enum Style {
    /// By a program.
    Program {
        /// What a level is indented by; none: all on one line.
        unit: Option<&'static str>,
        newline: &'static str,
        /// Before it.
        start: &'static str,
        /// After it.
        end: &'static str,
    },
    /// By hand: any white space wherever some may stand, over and over.
    Hand(Vec<&'static str>),
}

impl Style {
    pub fn write(&self, value: &Value) -> String {
        let mut pen = Pen { style: self, out: String::new(), gaps: 0 };
        match self {
            Self::Program { newline, start, end, .. } => {
                pen.value(value, 0);
                format!("{start}{}{end}", pen.out.replace('\n', newline))
            }
            Self::Hand(_) => {
                pen.gap();
                pen.value(value, 0);
                pen.gap();
                pen.out
            }
        }
    }
}

struct Pen<'a> {
    style: &'a Style,
    out: String,
    gaps: usize,
}

impl Pen<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::String(text) => {
                let written = odd_text(text).map_or_else(|| value.to_string(), str::to_owned);
                self.out.push_str(&written);
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| (None, item));
                self.all(['[', ']'], items.collect(), depth);
            }
            Value::Object(object) => {
                let members = object.iter().map(|(key, value)| (Some(key), value));
                self.all(['{', '}'], members.collect(), depth);
            }
            other => write!(self.out, "{other}").expect("memory"),
        }
    }

    fn all(&mut self, brackets: [char; 2], entries: Vec<(Option<&String>, &Value)>, depth: usize) {
        self.out.push(brackets[0]);
        let is_empty = entries.is_empty();
        for (n, (key, value)) in entries.into_iter().enumerate() {
            if n > 0 {
                self.gap();
                self.out.push(',');
            }
            self.line(depth + 1);
            if let Some(key) = key {
                self.out.push_str(&Value::from(key.as_str()).to_string());
                self.gap();
                self.out.push(':');
                self.gap();
                if matches!(self.style, Style::Program { unit: Some(_), .. }) {
                    self.out.push(' ');
                }
            }
            self.value(value, depth + 1);
        }
        if !is_empty {
            self.line(depth);
        }
        self.out.push(brackets[1]);
    }

    /// Where a program begins a line.
    fn line(&mut self, depth: usize) {
        match self.style {
            Style::Program { unit: Some(unit), .. } => {
                self.out.push('\n');
                self.out.push_str(&unit.repeat(depth));
            }
            Style::Program { unit: None, .. } => {}
            Style::Hand(_) => self.gap(),
        }
    }

    /// Where only a hand leaves white space.
    fn gap(&mut self) {
        if let Style::Hand(gaps) = self.style {
            self.out.push_str(gaps[self.gaps % gaps.len()]);
            self.gaps += 1;
        }
    }
}
