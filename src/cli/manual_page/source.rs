//! A page's source as mandoc wants it: lines of at most 80 bytes, without trailing spaces.

/// The longest line, in bytes.
const WIDTH: usize = 80;

/// The same page in short lines, with text in backticks in bold.
pub(super) fn tidied(page: &str) -> String {
    let mut tidy = String::with_capacity(page.len());
    let mut is_filled = true;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        match line {
            ".nf" => is_filled = false,
            ".fi" => is_filled = true,
            _ => {}
        }
        let line = embolden_code(line);
        let line = line.trim_end();
        if line.is_empty() && tidy.ends_with(".br\n") {
            // An empty line is space, which breaks the line by itself.
            tidy.truncate(tidy.len() - ".br\n".len());
            tidy.push_str(".sp\n");
            lines.next_if_eq(&".br");
            continue;
        }
        if line.starts_with(['.', '\'']) {
            tidy.push_str(line);
        } else {
            push_wrapped(line, is_filled, &mut tidy);
        }
        tidy.push('\n');
    }
    tidy
}

fn embolden_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    let part = |(position, part): (usize, &&str)| {
        if position.is_multiple_of(2) { (*part).to_owned() } else { format!("\\fB{part}\\fR") }
    };
    parts.iter().enumerate().map(part).collect()
}

fn push_wrapped(line: &str, is_filled: bool, tidy: &mut String) {
    // Where lines are not filled, a backslash joins the next one to it.
    let (end, room) = if is_filled { ("\n", WIDTH) } else { (" \\\n", WIDTH - 2) };
    let mut width = 0;
    for word in line.split(' ') {
        if width > 0 && width + 1 + source_width(word) > room {
            tidy.push_str(end);
            width = 0;
        } else if width > 0 {
            tidy.push(' ');
            width += 1;
        }
        // At the start of a line these would be a request.
        if width == 0 && word.starts_with(['.', '\'']) {
            tidy.push_str("\\&");
        }
        tidy.push_str(word);
        width += source_width(word);
    }
}

/// The bytes of a word once its non-ASCII characters are written as `\[u2192]`.
fn source_width(word: &str) -> usize {
    word.chars().map(|letter| if letter.is_ascii() { 1 } else { 8 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_at_spaces_and_keep_their_meaning() {
        let long = format!("{} .dots follow `names` here", "word ".repeat(16).trim_end());
        let tidy = tidied(&long);
        assert!(tidy.lines().all(|line| line.len() <= WIDTH), "{tidy}");
        assert!(tidy.contains("\n\\&.dots follow \\fBnames\\fR here"), "{tidy}");
        assert_eq!(tidied(".TH A 1 \n"), ".TH A 1\n");
        assert_eq!(tidied("a\n.br\n\n.br\nb"), "a\n.sp\nb\n");
        let example = format!(".nf\nllm-connections {}\n.fi", "word ".repeat(20).trim_end());
        assert!(tidied(&example).contains("word \\\nword"), "{}", tidied(&example));
    }
}
