"""The private servers do what the fault tests rely on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing

import pymysql
import pytest
import redis
from sqlalchemy import create_engine, make_url, text

from tests.servers import MariaDBServer, MissingProgram, PrivateMariaDB, PrivateRedis
from tests.servers.programs import find_program

ACCESS_DENIED = 1044


def test_commits_outlive_the_kill_of_mariadb() -> None:
    with PrivateMariaDB() as private:
        private.create_database("hotel")
        with closing(private.root("hotel")) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE night (id INT PRIMARY KEY)")
            cursor.execute("INSERT INTO night VALUES (1)")
        first = private.pid
        private.kill()
        with pytest.raises(pymysql.err.OperationalError):
            private.root()
        private.restart()
        assert private.pid != first
        assert private.server.run("SELECT id FROM hotel.night") == ((1,),)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_redis_comes_back_empty_on_the_same_url() -> None:
    with PrivateRedis() as private:
        with redis.Redis.from_url(private.url) as client:
            client.set("hotel", "1")
        private.kill()
        assert not private.server.answers()
        private.restart()
        with redis.Redis.from_url(private.url) as client:
            assert client.get("hotel") is None


def test_user_enters_its_own_database_only(mariadb: MariaDBServer, worker: str) -> None:
    own, other = f"own_{worker}", f"ownX{worker}"
    mariadb.create_database(own)
    mariadb.create_database(other)
    mariadb.create_user(own, "secret", [own])
    try:
        address = make_url(mariadb.url(own, user=own, password="secret"))
        with closing(
            pymysql.connect(
                host=address.host,
                port=address.port or 0,
                user=address.username,
                password=address.password or "",
            )
        ) as connection:
            connection.select_db(own)
            with pytest.raises(pymysql.err.OperationalError) as refused:
                connection.select_db(other)
            assert refused.value.args[0] == ACCESS_DENIED
    finally:
        mariadb.drop_database(own)
        mariadb.drop_database(other)
        mariadb.drop_user(own)


def test_new_databases_are_empty_and_apart(new_database: Callable[[], str]) -> None:
    first, second = new_database(), new_database()
    assert first != second
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE night (id INT PRIMARY KEY)"))
        assert connection.scalars(text("SHOW TABLES")).all() == ["night"]
    engine.dispose()
    engine = create_engine(second)
    with engine.begin() as connection:
        assert connection.scalars(text("SHOW TABLES")).all() == []
    engine.dispose()


def test_redis_url_leads_to_an_empty_database(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_missing_program_says_what_to_install() -> None:
    with pytest.raises(MissingProgram, match="sudo apt-get install redis-server"):
        find_program("redis-of-nowhere", package="redis-server")
