//! What can go wrong between here and a node, told apart by what to do about it.

use gridshare_sdk::ChainError;
use subxt::error::RpcError;

/// What the client says when something answers that is no node.
const NONSENSE: [&str; 3] = ["Parse error", "Unparseable message", "status code"];

/// A failed exchange with a node.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// No answer: connecting again may help.
    Lost(String),
    /// The node answered that it will not.
    Rejected(Rejection),
    /// Anything that another try does not change.
    Final(ChainError),
}

/// A node's refusal of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// The node's words.
    pub text: String,
    /// What it means for a transaction.
    pub kind: RejectionKind,
}

/// Why a pool refuses a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RejectionKind {
    /// The nonce is taken, in a block or by a transaction in the pool.
    NonceTaken,
    /// The pool or a recent block has this very transaction.
    Known,
    /// The sender cannot pay the fee.
    Payment,
    /// The signature does not fit: the node signs something else than we do.
    BadProof,
    /// It is too old to be included.
    Ancient,
    /// Anything else.
    Other,
}

impl Rejection {
    /// Reads a node's refusal. Pools answer with code 1010 and words for what the runtime found, and with codes of
    /// their own for what they found themselves.
    fn read(text: &str) -> Self {
        const KINDS: [(&str, RejectionKind); 8] = [
            ("Transaction is outdated", RejectionKind::NonceTaken),
            ("ServerError(1014)", RejectionKind::NonceTaken),
            ("ServerError(1013)", RejectionKind::Known),
            ("ServerError(1012)", RejectionKind::Known),
            ("Inability to pay some fees", RejectionKind::Payment),
            ("bad signature", RejectionKind::BadProof),
            ("ancient birth block", RejectionKind::Ancient),
            ("Transaction has an ancient", RejectionKind::Ancient),
        ];
        let found = KINDS.iter().find(|(words, _)| text.contains(words));
        Self { text: words(text), kind: found.map_or(RejectionKind::Other, |(_, kind)| *kind) }
    }

    /// The error for somebody who sent a transaction that never was in a pool.
    pub(crate) fn into_error(self) -> ChainError {
        match self.kind {
            RejectionKind::Payment => ChainError::FeeNotAffordable,
            RejectionKind::BadProof => ChainError::Dispatch(format!(
                "{}: this chain signs something that this version does not know, or it was just upgraded; try again",
                self.text
            )),
            _ => ChainError::Dispatch(self.text),
        }
    }
}

/// The words of an error object: its message and its data, without the notation around them.
fn words(text: &str) -> String {
    let part = |name: &str, close: &str| {
        let rest = &text[text.find(name)? + name.len()..];
        Some(rest[..rest.find(close)?].replace("\\\"", "").replace('"', ""))
    };
    match (part("message: \"", "\", data"), part("data: Some(RawValue(", "))")) {
        (Some(message), Some(data)) => format!("{message}: {data}"),
        (Some(message), None) => message,
        _ => text.into(),
    }
}

impl Fault {
    /// An answer that no such node gives.
    pub(crate) fn nonsense(what: impl ToString) -> Self {
        Self::Final(ChainError::Nonsense(what.to_string()))
    }

    fn rpc(error: RpcError) -> Self {
        let text = match error {
            RpcError::ClientError(error) => error.to_string(),
            RpcError::RequestRejected(text) => return Self::Rejected(Rejection::read(&text)),
            other => return Self::Lost(other.to_string()),
        };
        // The client's error is opaque: what it says tells a node's refusal from a broken connection.
        if text.contains("ErrorObject {") {
            Self::Rejected(Rejection::read(&text))
        } else if NONSENSE.iter().any(|sign| text.contains(sign)) {
            Self::nonsense(text)
        } else {
            Self::Lost(text)
        }
    }
}

impl From<subxt::Error> for Fault {
    fn from(error: subxt::Error) -> Self {
        match error {
            subxt::Error::Rpc(error) => Self::rpc(error),
            subxt::Error::Io(error) => Self::Lost(error.to_string()),
            subxt::Error::Serialization(error) => Self::nonsense(error),
            // An extension that is more than nothing, and unknown here.
            subxt::Error::ExtrinsicParams(error) => Self::Final(ChainError::Dispatch(format!(
                "this chain wants more to be signed than this version knows ({error}): a newer one may"
            ))),
            other => Self::nonsense(other),
        }
    }
}

impl From<subxt::ext::scale_decode::Error> for Fault {
    fn from(error: subxt::ext::scale_decode::Error) -> Self {
        Self::nonsense(error)
    }
}

impl From<ChainError> for Fault {
    fn from(error: ChainError) -> Self {
        Self::Final(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        let stale = "ErrorObject { code: ServerError(1010), message: \"Invalid Transaction\", data: \
                     Some(RawValue(\"Transaction is outdated\")) }";
        let rejection = Rejection::read(stale);
        assert_eq!(rejection.kind, RejectionKind::NonceTaken);
        assert_eq!(rejection.text, "Invalid Transaction: Transaction is outdated");
        let poor = "ErrorObject { code: ServerError(1010), message: \"Invalid Transaction\", data: \
                    Some(RawValue(\"Inability to pay some fees (e.g. account balance too low)\")) }";
        assert_eq!(Rejection::read(poor).into_error(), ChainError::FeeNotAffordable);
        let unknown = "ErrorObject { code: MethodNotFound, message: \"Method not found\", data: None }";
        assert_eq!(Rejection::read(unknown).into_error(), ChainError::Dispatch("Method not found".into()));
    }
}
