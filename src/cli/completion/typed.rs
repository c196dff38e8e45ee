//! The rest of the line being completed.

use std::env;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::demo::Sample;

/// The words after the program's name, as the shell passes them on.
pub(super) fn words() -> Vec<String> {
    let words = env::args_os().skip_while(|word| word != "--").skip(2);
    words.map(|word| word.to_string_lossy().into_owned()).collect()
}

/// The folder of config.json given on the line.
pub(super) fn config_dir() -> Option<PathBuf> {
    config_dir_in(&words())
}

fn config_dir_in(words: &[String]) -> Option<PathBuf> {
    const OPTION: &str = "--config-dir";
    let position = words.iter().position(|word| word.starts_with(OPTION))?;
    let joined = words[position].strip_prefix(OPTION)?.strip_prefix('=');
    // Bash splits OPTION=DIR into three words.
    let next = || words[position + 1..].iter().map(String::as_str).find(|word| *word != "=");
    joined.or_else(next).map(PathBuf::from)
}

/// The sample given on the line.
pub(super) fn sample() -> Option<Sample> {
    sample_in(&words())
}

fn sample_in(words: &[String]) -> Option<Sample> {
    const OPTION: &str = "--demo";
    let position = words.iter().position(|word| word.split('=').next() == Some(OPTION))?;
    let joined = words[position].strip_prefix(OPTION)?.strip_prefix('=');
    // Bash splits OPTION=SAMPLE into three words.
    let is_split = words.get(position + 1).is_some_and(|word| word == "=");
    let next = || words.get(position + 2).filter(|_| is_split).map(String::as_str);
    match joined.or_else(next) {
        Some(name) => Sample::from_str(name, false).ok(),
        None => Some(Sample::Healthy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_is_found_however_it_is_written() {
        for (words, expected) in [
            (&["--demo", "show", ""][..], Some(Sample::Healthy)),
            (&["show", "--demo=broken", ""], Some(Sample::Broken)),
            (&["--demo", "=", "broken", "show", ""], Some(Sample::Broken)),
            (&["--demo=neither", "show"], None),
            (&["--demos", "show"], None),
            (&["show", ""], None),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(sample_in(&words), expected, "{words:?}");
        }
    }

    #[test]
    fn a_folder_is_found_however_it_is_written() {
        for (words, expected) in [
            (&["list", "--config-dir", "/x"][..], Some("/x")),
            (&["--config-dir=/x", "show", ""], Some("/x")),
            (&["--config-dir", "=", "/x", "show", ""], Some("/x")),
            (&["show", "--config-dir"], None),
            (&["show", ""], None),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(config_dir_in(&words), expected.map(PathBuf::from), "{words:?}");
        }
    }
}
