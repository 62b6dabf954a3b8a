"""An outside client, ccxt, reads everything public from all four protocols of the simulator.

The market behind them is one, so that the protocols must agree, and candles must be what the trades
in them say.
"""

from decimal import Decimal

import ccxt
import pytest

MINUTE = 60_000
PAIR = "BTC/USDT"

# How each is pointed at another address; what a page of candles holds.
CLIENTS = {
    "binance": ("binance", {"public": "/api/v3", "sapi": "/sapi/v1"}, 1000),
    "kraken": ("kraken", {"public": ""}, 720),
    "coinbase": ("coinbaseexchange", {"public": ""}, 300),
    "bitstamp": ("bitstamp", {"public": "/api"}, 1000),
}


@pytest.fixture(scope="module")
def clients(simulator):
    opened = {}
    for name, (kind, paths, _) in CLIENTS.items():
        client = getattr(ccxt, kind)({"enableRateLimit": False})
        for api, path in paths.items():
            client.urls["api"][api] = simulator + path
        client.options.update(
            {"fetchCurrencies": False, "fetchMargins": False, "fetchMarkets": {"types": ["spot"]}}
            if name == "binance"
            else {}
        )
        opened[name] = client
    return opened


@pytest.fixture(scope="module")
def hour(clients):
    """The start of an hour that is over, in milliseconds."""
    now = clients["binance"].fetch_time()
    return now // (60 * MINUTE) * 60 * MINUTE - 60 * MINUTE


def paged(client, since, until, page):
    """All minutes of a range, page after page, as a user of ccxt reads them."""
    candles = []
    while since < until:
        limit = min(page, (until - since) // MINUTE)
        found = client.fetch_ohlcv(PAIR, "1m", since, limit)
        found = [candle for candle in found if since <= candle[0] < until]
        assert found, f"no candle from {since} on"
        candles += found
        since = found[-1][0] + MINUTE
    return candles


@pytest.mark.parametrize("name", CLIENTS)
def test_markets(clients, name):
    markets = clients[name].load_markets()
    assert set(markets) == {"BTC/USDT", "ETH/USDT"}
    market = markets[PAIR]
    assert market["spot"] and market["active"] is not False
    assert Decimal(str(market["precision"]["price"])) == Decimal("0.1")


@pytest.mark.parametrize("name", CLIENTS)
def test_candles_by_pages_are_those_of_the_others(clients, hour, name):
    _, _, page = CLIENTS[name]
    # Kraken serves its last 720 only; the others must page.
    minutes = 600 if name == "kraken" else 2 * page + 100
    since = hour + 60 * MINUTE - minutes * MINUTE
    candles = paged(clients[name], since, hour + 60 * MINUTE, page)
    assert [candle[0] for candle in candles] == list(range(since, hour + 60 * MINUTE, MINUTE))
    truth = paged(clients["binance"], since, hour + 60 * MINUTE, 500)
    for ours, theirs in zip(candles, truth, strict=True):
        assert ours[:5] == pytest.approx(theirs[:5], rel=1e-12)
        assert ours[5] == pytest.approx(theirs[5], abs=1e-7)


@pytest.mark.parametrize("name", CLIENTS)
def test_trades_make_the_candle(clients, hour, name):
    """Bitstamp serves the trades of a day, newest first and to the second; the others page."""
    client = clients[name]
    since = hour + 55 * MINUTE
    trades = {}
    if name == "bitstamp":
        found = client.fetch_trades(PAIR, since, None, {"time": "day"})
        trades = {trade["id"]: trade for trade in found}
    elif name == "coinbase":
        found = client.fetch_trades(PAIR, None, 1000)
        while found:
            trades.update({trade["id"]: trade for trade in found})
            oldest = min(found, key=lambda trade: int(trade["id"]))
            if oldest["timestamp"] < since:
                break
            found = client.fetch_trades(PAIR, None, 1000, {"after": oldest["id"]})
    else:
        cursor = since
        while cursor < since + MINUTE:
            found = client.fetch_trades(PAIR, cursor, 1000)
            news = [trade for trade in found if trade["id"] not in trades]
            if not news:
                break
            trades.update({trade["id"]: trade for trade in news})
            cursor = news[-1]["timestamp"]
    inside = [t for t in trades.values() if since <= t["timestamp"] < since + MINUTE]
    inside.sort(key=lambda trade: int(trade["id"]))
    assert inside
    _, opened, high, low, close, volume = client.fetch_ohlcv(PAIR, "1m", since, 1)[0]
    prices = [trade["price"] for trade in inside]
    assert (prices[0], max(prices), min(prices), prices[-1]) == (opened, high, low, close)
    assert sum(Decimal(str(trade["amount"])) for trade in inside) == Decimal(str(volume))
    assert {trade["side"] for trade in inside} == {"buy", "sell"}


@pytest.mark.parametrize("name", CLIENTS)
def test_book(clients, name):
    book = clients[name].fetch_order_book(PAIR)
    bids, asks = book["bids"], book["asks"]
    assert len(bids) > 5 and len(asks) > 5
    assert [level[0] for level in bids] == sorted((level[0] for level in bids), reverse=True)
    assert [level[0] for level in asks] == sorted(level[0] for level in asks)
    assert bids[0][0] < asks[0][0]
    assert min(level[1] for level in bids + asks) > 0


@pytest.mark.parametrize("name", CLIENTS)
def test_ticker(clients, name):
    ticker = clients[name].fetch_ticker(PAIR)
    assert ticker["bid"] < ticker["ask"]
    assert ticker["last"] == pytest.approx(ticker["bid"], rel=0.01)
    assert ticker["baseVolume"] > 0


@pytest.mark.parametrize("name", CLIENTS)
def test_all_tickers(clients, name):
    assert set(clients[name].fetch_tickers()) == {"BTC/USDT", "ETH/USDT"}
