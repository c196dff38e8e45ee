//! How Craft masks a stored key, which shows whether a key arrived.

/// How many characters Craft shows at the start and at the end of a long key.
const SHOWN: (usize, usize) = (7, 4);

/// The minimum length of a key for Craft to show any of it.
const LONG: usize = 16;

/// What `LLM_Connection:getApiKey` returns for a key.
pub fn masked(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let dots = "•".repeat(8);
    if characters.len() < LONG {
        return dots;
    }
    let (first, last) = SHOWN;
    let first: String = characters[..first].iter().collect();
    let last: String = characters[characters.len() - last..].iter().collect();
    format!("{first}{dots}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_key_shows_first_seven_and_last_four() {
        assert_eq!(masked("sk-ant-0123457890"), "sk-ant-••••••••7890");
        assert_eq!(masked("0123456789abcdef"), "0123456••••••••cdef");
        assert_eq!(masked("0123456789abcde"), "••••••••");
    }
}
