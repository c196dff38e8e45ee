//! Secrets to plant, and leak detection: generated, the same ones in every run.

/// This many consecutive characters of a secret are a leak, not counting its format's public
/// prefix.
pub const LEAK: usize = 8;

/// Pseudo-random numbers that are the same in every run (`SplitMix64`).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a length");
        usize::try_from(self.next() % end).expect("below a length")
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| *self.of(&alphabet)).collect()
    }
}

/// A secret, and the length of its format's fixed prefix in bytes.
#[derive(Clone, Debug)]
pub struct Planted {
    pub text: String,
    pub public: usize,
}

const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const WORD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX: &str = "0123456789abcdef";

/// The formats of providers' keys: prefix, alphabet and length of the rest.
const FORMATS: &[(&str, &str, usize)] = &[
    ("sk-ant-api03-", WORD, 93),
    ("sk-ant-oat01-", WORD, 93),
    ("sk-proj-", WORD, 148),
    ("sk-svcacct-", WORD, 148),
    ("sk-", ALNUM, 48),
    ("sk-", HEX, 32),
    ("sk-or-v1-", HEX, 64),
    ("sk-kimi-", ALNUM, 64),
    ("gsk_", ALNUM, 52),
    ("xai-", ALNUM, 80),
    ("csk-", "abcdefghjkmnpqrtvwxy0123456789", 48),
    ("hf_", ALNUM, 34),
    ("AIza", WORD, 35),
    ("AKIA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    ("ASIA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    ("ghp_", ALNUM, 36),
    ("gho_", ALNUM, 36),
    ("ghu_", ALNUM, 36),
    ("github_pat_", ALNUM, 60),
    ("mnfst_", ALNUM, 40),
    ("ABSK", ALNUM, 100),
];

/// A key of some provider.
pub fn key(random: &mut Random) -> Planted {
    if random.below(12) == 0 {
        return jwt(random);
    }
    let (prefix, alphabet, length) = random.of(FORMATS);
    Planted { text: format!("{prefix}{}", random.text(alphabet, *length)), public: prefix.len() }
}

fn jwt(random: &mut Random) -> Planted {
    let (payload, signature) = (random.text(WORD, 60), random.text(WORD, 43));
    let head = "eyJhbGciOiJSUzI1NiJ9.eyJ";
    Planted { text: format!("{head}{payload}.{signature}"), public: head.len() }
}

/// A secret without a recognizable format: a password, a gateway token.
pub fn opaque(random: &mut Random) -> Planted {
    let length = 12 + random.below(30);
    Planted { text: random.text(ALNUM, length), public: 0 }
}

/// Whether a text contains a piece of a secret: letters and digits in any case, whatever is between
/// them.
pub fn leaks(text: &str, secret: &Planted) -> bool {
    let squeeze = |text: &str| -> String {
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        kept.map(|c| c.to_ascii_lowercase()).collect()
    };
    let text = squeeze(text);
    let body = squeeze(&secret.text[secret.public..]);
    let pieces = body.as_bytes().windows(LEAK.min(body.len()));
    pieces.into_iter().any(|piece| text.contains(std::str::from_utf8(piece).expect("ASCII")))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        let digit = |n: usize| char::from(ALPHABET[(bits >> (18 - 6 * n) & 63) as usize]);
        (0..4).map(move |n| if n <= three.len() { digit(n) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// A text with each of its bytes in some encoding.
fn each(bytes: &[u8], form: &dyn Fn(u8) -> String) -> String {
    bytes.iter().map(|c| form(*c)).collect()
}

/// What a server may make of a key that it echoes.
pub fn echo(random: &mut Random, secret: &Planted) -> String {
    let text = &secret.text;
    let at = secret.public + random.below(text.len() - secret.public);
    let each = |form: &dyn Fn(u8) -> String| each(text.as_bytes(), form);
    match random.below(20) {
        0 => text.clone(),
        1 => text[secret.public..].to_owned(),
        2 => text.to_uppercase(),
        3 => text.to_lowercase(),
        4 => each(&|c| format!("%{c:02X}")),
        5 => each(&|c| format!("%25{c:02x}")),
        6 => text.replace('-', "%2D").replace('_', "%5f"),
        7 => each(&|c| format!("\\u{c:04x}")),
        8 => each(&|c| format!("&#{c};")),
        9 => each(&|c| format!("&#x{c:x};")),
        10 => base64(text.as_bytes()),
        11 => base64(format!("user:{text}").as_bytes()),
        12 => base64(format!("{text}:").as_bytes()).replace('+', "-").replace('/', "_"),
        13 => each(&|c| format!("{c:02x}")),
        14 => each(&|c| format!("{} ", char::from(c))),
        15 => format!("{} {}", &text[..at], &text[at..]),
        16 => format!("{}\r\n    {}", &text[..at], &text[at..]),
        17 => format!("Bearer {text}"),
        18 => format!("{{\"error\": {{\"message\": \"no {text}\"}}}}"),
        _ => text[..text.len() - (text.len() - secret.public) / 4].to_owned(),
    }
}

/// Whether a text contains a piece of a secret, including in the encodings above.
pub fn leaks_in_any_form(text: &str, secret: &Planted) -> bool {
    let forms = [
        secret.text.clone(),
        base64(secret.text.as_bytes()),
        base64(format!("x{}", secret.text).as_bytes()),
        base64(format!("xx{}", secret.text).as_bytes()),
        each(secret.text.as_bytes(), &|c| format!("{c:02x}")),
    ];
    let scale = [1, 2, 2, 2, 2];
    forms.into_iter().zip(scale).any(|(text_of_form, scale)| {
        let public = (secret.public * scale + 4 * (scale - 1)).min(text_of_form.len() - 4);
        let of_form = Planted {
            text: text_of_form[..text_of_form.len() - 4 * (scale - 1)].to_owned(),
            public,
        };
        leaks(text, &of_form)
    })
}

/// An installation's secrets: generated one by one, and remembered for the search.
pub struct Field {
    random: Random,
    pub planted: Vec<Planted>,
}

impl Field {
    pub fn new(seed: u64) -> Self {
        Self { random: Random(seed), planted: Vec::new() }
    }

    /// Another key, recognizable by its format.
    pub fn key(&mut self) -> String {
        let one = key(&mut self.random);
        self.keep(one)
    }

    /// Another secret, recognizable only by its place.
    pub fn opaque(&mut self) -> String {
        let one = opaque(&mut self.random);
        self.keep(one)
    }

    fn keep(&mut self, one: Planted) -> String {
        let text = one.text.clone();
        self.planted.push(one);
        text
    }
}
