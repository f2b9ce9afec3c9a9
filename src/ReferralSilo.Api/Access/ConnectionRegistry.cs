using System.Collections.Concurrent;
using System.Net;
using NodaTime;

namespace ReferralSilo.Api.Access;

/// <summary>A kind of live connection with its limits, per process.</summary>
/// <param name="Name"><c>boards</c> or <c>screens</c>.</param>
/// <param name="PerCaller">Most open connections of one account.</param>
/// <param name="PerNetwork">Most open connections of one network.</param>
public sealed record ConnectionKind(string Name, int PerCaller, int PerNetwork)
{
    /// <summary>Hub connections.</summary>
    public static ConnectionKind Boards { get; } =
        new("boards", AccessLimits.ConnectionsPerCaller, AccessLimits.ConnectionsPerNetwork);

    /// <summary>Screens of the console.</summary>
    public static ConnectionKind Screens { get; } =
        new("screens", AccessLimits.ScreensPerCaller, AccessLimits.ScreensPerNetwork);
}

/// <summary>One open connection.</summary>
/// <param name="Id">Id of the connection.</param>
/// <param name="Caller">Id of the caller.</param>
/// <param name="Kind">Name of the kind.</param>
/// <param name="OpenedAt">When it was opened.</param>
public sealed record OpenConnection(string Id, string Caller, string Kind, DateTimeOffset OpenedAt);

/// <summary>The open live connections of this process, limited per account and per network.</summary>
public sealed class ConnectionRegistry(IClock clock)
{
    private readonly ConcurrentDictionary<string, OpenConnection> _open = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<(ConnectionKind Kind, string Caller), int> _perCaller = [];
    private readonly Dictionary<(ConnectionKind Kind, UInt128 Network), int> _perNetwork = [];

    public IReadOnlyCollection<OpenConnection> All => [.. _open.Values];

    /// <summary>True when one more connection may be opened.</summary>
    public bool HasRoom(Caller caller, ConnectionKind kind, IPAddress? address)
    {
        lock (_lock) return Room((kind, caller.Id), (kind, AddressNetwork.Of(address)));
    }

    /// <summary>
    /// Registers a connection; null when the account or the network has too many. Dispose when it closes.
    /// </summary>
    public IDisposable? TryOpen(string id, Caller caller, ConnectionKind kind, IPAddress? address)
    {
        var (who, from) = ((kind, caller.Id), (kind, AddressNetwork.Of(address)));
        lock (_lock)
        {
            if (!Room(who, from)) return null;
            _perCaller[who] = _perCaller.GetValueOrDefault(who) + 1;
            _perNetwork[from] = _perNetwork.GetValueOrDefault(from) + 1;
        }

        _open[id] = new OpenConnection(id, caller.Id, kind.Name, clock.GetCurrentInstant().ToDateTimeOffset());
        return new Registration(() => Close(id, who, from));
    }

    private bool Room((ConnectionKind Kind, string) who, (ConnectionKind, UInt128) from) =>
        _perCaller.GetValueOrDefault(who) < who.Kind.PerCaller
        && _perNetwork.GetValueOrDefault(from) < who.Kind.PerNetwork;

    private void Close(string id, (ConnectionKind, string) who, (ConnectionKind, UInt128) from)
    {
        _open.TryRemove(id, out _);
        lock (_lock)
        {
            Decrement(_perCaller, who);
            Decrement(_perNetwork, from);
        }
    }

    private static void Decrement<TKey>(Dictionary<TKey, int> counts, TKey key) where TKey : notnull
    {
        if (counts[key] == 1)
            counts.Remove(key);
        else
            counts[key]--;
    }

    private sealed class Registration(Action close) : IDisposable
    {
        private int _closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0) close();
        }
    }
}
