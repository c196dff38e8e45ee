//! An account's remaining balance, as its provider states it.

use serde_json::Value;

/// An amount of money in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    hundredths: i64,
    currency: String,
}

impl Balance {
    /// Reads an amount, which may be a JSON string; none if it is not a number.
    pub(super) fn read(amount: &Value, currency: &str) -> Option<Self> {
        let amount: f64 = match amount {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        let is_a_code = currency.len() == 3 && currency.bytes().all(|c| c.is_ascii_alphabetic());
        let hundredths = format!("{:.0}", amount * 100.0).parse().ok().filter(|_| is_a_code)?;
        Some(Self { hundredths, currency: currency.to_ascii_uppercase() })
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.hundredths <= 0
    }

    pub(crate) fn amount(&self) -> String {
        let sign = if self.hundredths < 0 { "-" } else { "" };
        let all = self.hundredths.unsigned_abs();
        format!("{sign}{}.{:02}", all / 100, all % 100)
    }

    /// The currency code.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The balance in words, without a full stop.
    pub fn describe(&self) -> String {
        let amount = self.amount();
        match self.currency() {
            "USD" => format!("${amount} left"),
            "CNY" => format!("¥{amount} left"),
            "EUR" => format!("€{amount} left"),
            other => format!("{amount} {other} left"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_are_read_in_every_notation_only() {
        for (amount, currency, expected) in [
            (json!(3.2), "USD", Some("$3.20 left")),
            (json!("110.00"), "cny", Some("¥110.00 left")),
            (json!(-0.5), "EUR", Some("€-0.50 left")),
            (json!(7), "GBP", Some("7.00 GBP left")),
            (json!("NaN"), "USD", None),
            (json!("inf"), "USD", None),
            (json!(null), "USD", None),
            (json!(1), "\u{1b}[2J", None),
        ] {
            let read = Balance::read(&amount, currency).map(|balance| balance.describe());
            assert_eq!(read.as_deref(), expected, "{amount} {currency}");
        }
    }
}
