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
    let (joined, after) = option_in(words, "--config-dir")?;
    joined.or_else(|| after.first().map(String::as_str)).map(PathBuf::from)
}

/// The sample given on the line; none if the line is not about the demo.
///
/// # Errors
/// When there is no such sample.
pub(super) fn sample() -> Result<Option<Sample>, String> {
    sample_in(&words())
}

fn sample_in(words: &[String]) -> Result<Option<Sample>, String> {
    match option_in(words, "--demo") {
        None => Ok(None),
        Some((None, _)) => Ok(Some(Sample::Healthy)),
        Some((Some(name), _)) => Sample::from_str(name, false).map(Some),
    }
}

/// An option's value after its equals sign, if it has one, and the words after the option; none if
/// it is not on the line.
fn option_in<'w>(words: &'w [String], option: &str) -> Option<(Option<&'w str>, &'w [String])> {
    let position = words.iter().position(|word| word.split('=').next() == Some(option))?;
    let (word, after) = (&words[position], &words[position + 1..]);
    Some(match (word.split_once('='), after) {
        (Some((_, joined)), _) => (Some(joined), after),
        // Bash splits OPTION=VALUE into three words.
        (None, [sign, rest @ ..]) if sign == "=" => (rest.first().map(String::as_str), rest),
        (None, _) => (None, after),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_is_found_however_it_is_written() {
        for (words, expected) in [
            (&["--demo", "show", ""][..], Ok(Some(Sample::Healthy))),
            (&["show", "--demo=broken", ""], Ok(Some(Sample::Broken))),
            (&["--demo", "=", "broken", "show", ""], Ok(Some(Sample::Broken))),
            (&["--demos", "show"], Ok(None)),
            (&["show", ""], Ok(None)),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(sample_in(&words), expected, "{words:?}");
        }
        assert!(sample_in(&["--demo=neither".to_owned()]).is_err(), "not the person's own files");
    }

    #[test]
    fn a_folder_is_found_however_it_is_written() {
        for (words, expected) in [
            (&["list", "--config-dir", "/x"][..], Some("/x")),
            (&["--config-dir=/x", "show", ""], Some("/x")),
            (&["--config-dir", "=", "/x", "show", ""], Some("/x")),
            (&["show", "--config-dir"], None),
            (&["--config-dirs", "/x"], None),
            (&["show", ""], None),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(config_dir_in(&words), expected.map(PathBuf::from), "{words:?}");
        }
    }
}
