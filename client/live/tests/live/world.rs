//! What tests start from: a node, accounts with funds, a token.

use gridshare_live::{ConnectOptions, DevNode, LiveChain};
use gridshare_sdk::deploy::create;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, Accounts, Artifacts, Chain, Message, TokenHandle};
use interfaces::token::TokenConfig;
use std::sync::LazyLock;

/// Native tokens of an account made for a test: enough for a whole suite.
const FUNDS: u128 = 20_000_000_000_000_000;
/// Tokens that the deployer of a token has.
const SUPPLY: u128 = 10_000;

/// The node that tests share; those that kill theirs start one of their own.
static NODE: LazyLock<Option<DevNode>> = LazyLock::new(DevNode::start);

/// Where the shared node is.
pub fn node() -> Option<&'static str> {
    NODE.as_ref().map(DevNode::url)
}

pub fn connect(url: &str) -> LiveChain {
    LiveChain::connect(url, ConnectOptions::default()).expect("the node is there")
}

/// A connection that signs for a new account with funds.
pub fn funded(url: &str, name: &str) -> (LiveChain, AccountId) {
    let mut chain = connect(url);
    let rich = chain.add_key(Key::from_uri("//Alice").expect("a well-known key"));
    let account = chain.add_key(Key::from_name(name));
    chain.transfer_native(rich, account, FUNDS).expect("Alice is rich");
    (chain, account)
}

/// Deploys a token, all of which `deployer` has.
pub fn token(chain: &mut LiveChain, deployer: AccountId) -> TokenHandle {
    let artifacts = Artifacts::load().expect("the contracts are built");
    let hash = chain.upload(deployer, &artifacts.token.code).expect("the pallet takes our code");
    let config =
        TokenConfig { name: "Test".into(), symbol: "T".into(), initial_supply: SUPPLY, max_supply: SUPPLY };
    let made = create(chain, deployer, hash, &config, b"").expect("the constructor accepts");
    TokenHandle::at(made.value)
}

/// The tokens of an account.
pub fn balance(chain: &mut LiveChain, token: TokenHandle, who: AccountId) -> u128 {
    view(chain, token.balance_of(who))
}

/// What a view returns.
pub fn view<R: gridshare_sdk::Decode>(chain: &mut LiveChain, message: Message<R>) -> R {
    let executed = chain.dry_run(message.callee, message.callee, message.input).expect("views are executed");
    // ink wraps every answer into a result of its own, whose first byte says that the message was understood.
    assert_eq!(executed.output[0], 0);
    R::decode(&mut &executed.output[1..]).expect("the handle knows the type")
}

/// How many transactions an account has signed that came into a block.
pub fn nonce(url: &str, who: AccountId) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    runtime.block_on(async {
        let client = subxt::backend::rpc::RpcClient::from_insecure_url(url).await.expect("the node is there");
        let rpc = subxt::backend::legacy::LegacyRpcMethods::<subxt::SubstrateConfig>::new(client);
        let account = subxt::utils::AccountId32(*who.as_ref());
        rpc.system_account_next_index(&account).await.expect("the node answers")
    })
}
