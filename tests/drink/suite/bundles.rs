//! Bundles of the contracts, and what their metadata makes of strings and bytes.

use drink::pallet_contracts::Event;
use drink::session::contract_transcode::Value;
use drink::session::error::SessionError;
use drink::session::{ContractBundle, Session, NO_ENDOWMENT, NO_SALT};
use drink::AccountId32;
use gridshare_sandbox::runtime::RuntimeEvent;
use gridshare_sandbox::DrinkChain;
use gridshare_sdk::keys::account;
use scale::Encode;
use std::fmt::{self, Display, Formatter};

/// A token, in its smallest unit.
pub const TOKEN: u128 = 1_000_000_000_000;
/// A day in milliseconds, which here is an epoch.
pub const DAY_MS: u64 = 86_400_000;
/// An H3 cell of resolution 5.
pub const CELL: u64 = 0x0852_8347_3fff_ffff;

/// Native tokens for storage deposits.
const NATIVE: u128 = 1_000_000_000_000_000_000;

/// A session on the embedded chain.
pub type ChainSession = Session<DrinkChain>;
/// What a test returns, so that it can use `?`.
pub type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Arguments of a message, as strings.
macro_rules! args {
    ($($argument:expr),* $(,)?) => { [$($argument.to_string()),*] };
}

/// Loads the bundle of a contract that `scripts/build` built.
///
/// # Panics
/// When it was not built.
pub fn bundle(name: &str) -> ContractBundle {
    let folder = gridshare_sdk::artifacts::folder().expect("the contracts are built before the tests run");
    let path = folder.join(name).join(name).with_extension("contract");
    ContractBundle::load(&path).unwrap_or_else(|error| panic!("run scripts/build first: {error}"))
}

/// Returns the account of this name, with native tokens.
pub fn person(session: &mut ChainSession, name: &str) -> AccountId32 {
    let who = account(name);
    if session.sandbox().native_balance(who) == 0 {
        session.sandbox().fund(who, NATIVE);
    }
    AccountId32::new(*who.as_ref())
}

/// Returns bytes as an argument.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold("0x".to_string(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// Returns what the latest accepted call answered, decoded by the metadata of the message that was called.
pub fn answer(session: &ChainSession, bundle: &ContractBundle, message: &str) -> Value {
    let output = session.record().last_call_return();
    let value = bundle.transcoder.decode_message_return(message, &mut &*output);
    inside(&value.expect("the output is of the message's type"), "Ok").expect("the call was understood")
}

/// Returns the contract's error in a reverted call, decoded by the metadata of the message that was called.
pub fn refusal(bundle: &ContractBundle, message: &str, error: &SessionError) -> String {
    let SessionError::CallReverted(output) = error else { panic!("{message} was not refused: {error}") };
    let value = bundle.transcoder.decode_message_return(message, &mut &output[..]);
    let value = value.expect("the output is of the message's type");
    let refused = inside(&value, "Ok").and_then(|answer| inside(&answer, "Err"));
    refused.unwrap_or_else(|| panic!("{message} answered {value}")).to_string()
}

/// Returns the events that the contract at `address` emitted in the latest deployment or call, decoded by its
/// metadata.
pub fn events(session: &ChainSession, bundle: &ContractBundle, address: &AccountId32) -> Vec<String> {
    let records = session.record().last_event_batch().all_events().iter();
    records
        .filter_map(|record| match &record.event {
            RuntimeEvent::Contracts(Event::ContractEmitted { contract, data }) if contract == address => {
                let signature = record.topics.first().expect("every event has its signature as a topic");
                let event = bundle.transcoder.decode_contract_event(signature, &mut &data.encode()[..]);
                Some(event.expect("the event is in the metadata").to_string())
            }
            _ => None,
        })
        .collect()
}

/// Returns the selector of a message.
pub fn selector(bundle: &ContractBundle, message: &str) -> [u8; 4] {
    let messages = bundle.transcoder.metadata().spec().messages().iter();
    let found =
        messages.into_iter().find(|spec| spec.label() == message).expect("the contract has the message");
    found.selector().to_bytes().try_into().expect("four bytes")
}

/// Returns what is in a variant with one unnamed field, if the value is that variant.
fn inside(value: &Value, variant: &str) -> Option<Value> {
    match value {
        Value::Tuple(tuple) if tuple.ident().as_deref() == Some(variant) => tuple.values().next().cloned(),
        _ => None,
    }
}

/// A deployed contract, known by its bundle.
#[derive(Clone)]
pub struct Contract {
    /// Its address.
    pub address: AccountId32,
    /// Its bundle.
    pub bundle: ContractBundle,
}

impl Contract {
    /// Deploys a contract; the session's actor becomes its owner.
    ///
    /// # Panics
    /// When the constructor refuses.
    pub fn deploy(session: &mut ChainSession, name: &str, config: impl Display) -> Self {
        let bundle = bundle(name);
        let address = session
            .deploy_bundle(bundle.clone(), "new", &args![config], NO_SALT, NO_ENDOWMENT)
            .unwrap_or_else(|error| panic!("{name} was not deployed: {error}"));
        Self { address, bundle }
    }

    /// Calls a message that must be accepted. Returns its answer, without the `Ok` of a message that can refuse.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn call(&self, session: &mut ChainSession, message: &str, arguments: &[String]) -> String {
        match session.call_with_address::<_, ()>(self.address.clone(), message, arguments, NO_ENDOWMENT) {
            Ok(understood) => understood.expect("the call is understood"),
            Err(error @ SessionError::CallReverted(_)) => {
                panic!("{message} was refused: {}", refusal(&self.bundle, message, &error))
            }
            Err(error) => panic!("{message} was not executed: {error}"),
        }
        let answer = answer(session, &self.bundle, message);
        inside(&answer, "Ok").unwrap_or(answer).to_string()
    }

    /// Calls a message that must be refused and change nothing. Returns the contract's error.
    ///
    /// # Panics
    /// When it is accepted, fails for another reason, or changes anything.
    #[track_caller]
    pub fn refuse(&self, session: &mut ChainSession, message: &str, arguments: &[String]) -> String {
        let before = session.sandbox().state_root();
        let called =
            session.call_with_address::<_, ()>(self.address.clone(), message, arguments, NO_ENDOWMENT);
        let Err(error) = called else {
            panic!("{message} answered {}", answer(session, &self.bundle, message));
        };
        let error = refusal(&self.bundle, message, &error);
        assert_eq!(
            session.sandbox().state_root(),
            before,
            "{message} was refused with {error} and changed state"
        );
        error
    }

    /// Returns its events in the session's latest call.
    pub fn events(&self, session: &ChainSession) -> Vec<String> {
        events(session, &self.bundle, &self.address)
    }

    /// Returns selector and arguments of a message, both as arguments of another message.
    pub fn encode(&self, message: &str, arguments: &[String]) -> (String, String) {
        let input =
            self.bundle.transcoder.encode(message, arguments).expect("arguments of the message's types");
        (hex(&input[..4]), hex(&input[4..]))
    }
}

impl Display for Contract {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.address, f)
    }
}
