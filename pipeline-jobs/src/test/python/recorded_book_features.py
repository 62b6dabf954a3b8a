"""Book and trade features of recorded Binance frames, for RecordedBookFeaturesTest.

    cd ../shared/data/l2_trades_raw_ws_binance
    python3 recorded_book_features.py spot_btcusdt_20240808.gz spot_ethusdt_20240808.gz
    cd fixtures/l2_trades_raw_ws_binance
    python3 recorded_book_features.py spot_btcusdt_20240808_cut.gz spot_ethusdt_20240808_cut.gz

Plain Python, nothing of Candlelake: the book is a dictionary of decimals, and what lies behind the
snapshot's 1,000 levels is unknown; a book is taken after each diff; a candle is a minute of the
exchange's time. Prints one line a candle: the file, its open time in milliseconds, books and trades
inside, and the features in the order of the test.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from decimal import Decimal

MINUTE = 60_000
LEVELS = 5


def frames(path):
    with gzip.open(path, "rt") as lines:
        for line in lines:
            received, _, text = line.partition(" ")
            yield int(received) // 1000, json.loads(text)


def take(side, changes, known):
    for price, amount in changes:
        if known(Decimal(price)):
            side[Decimal(price)] = Decimal(amount)
            if Decimal(amount) == 0:
                del side[Decimal(price)]


def measures(bids, asks):
    top_bids = sorted(bids, reverse=True)[:LEVELS]
    top_asks = sorted(asks)[:LEVELS]
    bid, ask = top_bids[0], top_asks[0]
    bid_amount, ask_amount = bids[bid], asks[ask]
    mid = (bid + ask) / 2
    deep_bid = sum(bids[price] for price in top_bids)
    deep_ask = sum(asks[price] for price in top_asks)
    micro = (bid * ask_amount + ask * bid_amount) / (bid_amount + ask_amount)
    return (
        (ask - bid) / mid,
        (bid_amount - ask_amount) / (bid_amount + ask_amount),
        (deep_bid - deep_ask) / (deep_bid + deep_ask),
        micro / mid - 1,
    )


def read(path):
    recorded = list(frames(path))
    snapshot = next(frame for _, frame in recorded if "lastUpdateId" in frame)
    bids = {Decimal(price): Decimal(amount) for price, amount in snapshot["bids"]}
    asks = {Decimal(price): Decimal(amount) for price, amount in snapshot["asks"]}
    lowest, highest = min(bids), max(asks)
    books, trades = [], []
    for received, frame in recorded:
        data = frame.get("data", {})
        if data.get("e") == "depthUpdate" and data["u"] > snapshot["lastUpdateId"]:
            take(bids, data["b"], lambda price: price >= lowest)
            take(asks, data["a"], lambda price: price <= highest)
            if bids and asks:
                books.append((data["E"], received, measures(bids, asks)))
        elif data.get("e") == "trade":
            side = "sell" if data["m"] else "buy"
            trades.append((data["T"], received, side, Decimal(data["p"]), Decimal(data["q"])))
    return books, trades


def by_candle(rows):
    inside = defaultdict(list)
    for row in rows:
        close = (row[0] // MINUTE + 1) * MINUTE
        if max(row[0] * 1000, row[1]) < close * 1000:
            inside[close - MINUTE].append(row)
    return inside


def candles(path):
    books, trades = read(path)
    assert len({time for time, _, _ in books}) == len(books)
    book_candles, trade_candles = by_candle(books), by_candle(trades)
    for open_time in sorted(book_candles.keys() & trade_candles.keys()):
        inside = book_candles[open_time]
        last = max(inside)[2]
        flow = trade_candles[open_time]
        amount = sum(row[4] for row in flow)
        bought = sum(row[4] for row in flow if row[2] == "buy")
        vwap = sum(row[3] * row[4] for row in flow) / amount
        close = max(enumerate(flow), key=lambda pair: (pair[1][0], pair[0]))[1][3]
        values = (
            *last,
            sum(row[2][0] for row in inside) / len(inside),
            sum(row[2][2] for row in inside) / len(inside),
            (2 * bought - amount) / amount,
            math.log1p(len(flow)),
            math.log(close / vwap),
            max(row[4] for row in flow) / amount,
        )
        yield open_time, len(inside), len(flow), *(f"{float(value):.9g}" for value in values)


def main(paths):
    for path in paths:
        for candle in candles(path):
            print(path, *candle, sep=",")


if __name__ == "__main__":
    main(sys.argv[1:])
