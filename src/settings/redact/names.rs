//! Which names denote a secret: `apiKey`, `access_token_v2`, `X-Amz-Signature`, however they are
//! spelled.

/// Lower-case words separated by spaces.
#[derive(Clone, Copy)]
struct Words(&'static str);

impl Words {
    fn all(self) -> impl Iterator<Item = &'static str> {
        self.0.split_ascii_whitespace()
    }

    fn has(self, word: &str) -> bool {
        self.all().any(|one| one == word)
    }
}

/// Words that denote a secret anywhere in a name.
const STRONG: Words = Words(
    "secret token password passwd passphrase passcode pwd credential cred bearer authorization cookie apikey jwt",
);

/// Words that denote a secret at the end of a name.
const WEAK: Words = Words("key auth pass");

/// Words that end like a secret but do not denote one.
const HARMLESS: Words = Words(
    "monkey donkey turkey hockey jockey whiskey hotkey compass bypass trespass surpass encompass \
    underpass overpass sacred hundred",
);

/// Last words of names that describe a secret but hold none.
const ABOUT: Words = Words(
    "type kind count limit limits budget length len size usage used window cost price rate max min url uri \
    endpoint host provider method mode policy format status state expires expiry expiration at ttl hint label \
    help required enabled optimization source command helper path file dir env variable minute second day",
);

/// Words before `key` in names of public keys and of texts: Craft's own models have a
/// `descriptionKey`.
const SHOWN_KEY: Words = Words("public description label title translation");

/// Words that make `tokens` a count.
const COUNTED: Words = Words(
    "max min num number total input output prompt completion cached cache thinking reasoning context budget limit \
    per used count new stop special tool image audio",
);

/// Trailing words that do not change the meaning of a name.
const TRAILING: Words = Words(
    "value val text string str raw old new current previous prod production dev test staging backup copy default \
    main primary secondary base64 b64 hex plain a b",
);

/// URL parameters that hold a secret under a name that is harmless elsewhere.
const PARAMETERS: Words =
    Words("sig signature code assertion ticket otp session sid nonce state sas hmac");

/// Whether a name denotes a secret.
pub fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    let mut rest: &[String] = &words;
    while let [before @ .., last] = rest
        && !before.is_empty()
        && is_trailing(last)
    {
        rest = before;
    }
    let Some((last, before)) = rest.split_last() else {
        return false;
    };
    if last == "tokens" && before.iter().any(|word| COUNTED.has(word)) {
        return false;
    }
    if last == "key" && before.last().is_some_and(|word| SHOWN_KEY.has(word)) {
        return false;
    }
    if ABOUT.has(last) {
        return false;
    }
    means(last, WEAK) || rest.iter().any(|word| means(word, STRONG)) || has_strong_pair(rest)
}

/// Whether a name in a URL's query or fragment denotes a secret.
pub(super) fn names_a_secret_parameter(name: &str) -> bool {
    let last = words(name).pop().unwrap_or_default();
    names_a_secret(name) || PARAMETERS.has(&last)
}

/// `api key`, `access key`, …: a key in the middle of a name that the words before it make a
/// secret.
fn has_strong_pair(words: &[String]) -> bool {
    const BEFORE: Words =
        Words("api access secret private signing subscription encryption master account shared");
    words.windows(2).any(|pair| {
        pair[1] == "key" && BEFORE.has(&pair[0]) && words.last() != Some(&"id".to_owned())
    })
}

/// Whether a word, singular or plural, equals one of the meanings or ends like one (`openaikey`).
fn means(word: &str, meanings: Words) -> bool {
    let is = |word: &str| {
        !HARMLESS.has(word)
            && meanings
                .all()
                .any(|meaning| word == meaning || meaning.len() > 2 && word.ends_with(meaning))
    };
    is(word) || word.strip_suffix('s').is_some_and(is)
}

fn is_trailing(word: &str) -> bool {
    let number = word.strip_prefix('v').unwrap_or(word);
    TRAILING.has(word) || !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit())
}

/// The words of a name in lower case: `XApiKey2` is `x api key 2`, `APIKey` is `api key`.
fn words(name: &str) -> Vec<String> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Small,
        Capital,
        Digit,
        Other,
    }
    let kind = |c: char| match c {
        c if c.is_uppercase() => Kind::Capital,
        c if c.is_numeric() => Kind::Digit,
        c if c.is_alphabetic() => Kind::Small,
        _ => Kind::Other,
    };
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut before = Kind::Other;
    for (n, c) in chars.iter().enumerate() {
        let this = kind(*c);
        let next = chars.get(n + 1).map_or(Kind::Other, |c| kind(*c));
        let begins = match (before, this) {
            (_, Kind::Other) => false,
            (Kind::Other, _) | (Kind::Small | Kind::Digit, Kind::Capital) => true,
            (Kind::Capital, Kind::Capital) => next == Kind::Small,
            (a, b) => {
                (a == Kind::Digit) != (b == Kind::Digit)
                    && words.last().is_none_or(|word| word != "v")
            }
        };
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| this != Kind::Other) {
            word.extend(c.to_lowercase());
        }
        before = this;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_names_are_recognized_in_any_spelling() {
        for name in "key keys apiKey APIKEY api-key api_key apikey1 apiKeys API_KEY_2 XApiKey x-api-key OPENAIKEY \
             OPENAI_API_KEY openaiApiKeyProd apiKeyValue access_token accessToken access_token_v2 refreshToken \
             tokens access_tokens token1 auth Authorization authorization bearer bearerToken authToken auth_value \
             pwd userPwd pass db_pass passwd password PASSWORD passphrase creds awsCreds credentials credential \
             secret clientSecret client_secret secretKey secret_value aws_secret_access_key AWS_SESSION_TOKEN \
             cookie Set-Cookie cookies privateKey private_key private_key_old X-Amz-Security-Token jwt apikey \
             Ocp-Apim-Subscription-Key tokenHeader secretName2 id_token".split(' ') {
            assert!(names_a_secret(name), "{name}: {:?}", words(name));
        }
    }

    #[test]
    fn harmless_names_are_not_secret() {
        for name in "descriptionKey labelKey publicKey max_tokens maxTokens max_output_tokens inputTokens tokens_per_minute tokenizer tokenCount \
             token_limit tokenUrl tokenType keyboard keyboardLayout monkey monkeys hotkey author authors \
             authorName authority authType piAuthProvider authenticated secretary passive passed compass name \
             slug models baseUrl contextWindow defaultModel awsRegion rtkEnabled keyed publicKey sacred \
             extendedPromptCache modelSelectionMode createdAt enable1MContext expiresAt codexPath hundred signal \
             codec".split(' ') {
            assert!(!names_a_secret(name), "{name}: {:?}", words(name));
        }
    }

    #[test]
    fn urls_have_additional_secret_names() {
        for name in "sig code key access_token X-Amz-Signature X-Amz-Credential X-Goog-Signature api_key state".split(' ') {
            assert!(names_a_secret_parameter(name), "{name}");
        }
        for name in "x version api-version model X-Amz-Date se page encode".split(' ') {
            assert!(!names_a_secret_parameter(name), "{name}");
        }
    }
}
