using System.Collections.Concurrent;
using System.Net;
using NodaTime;

namespace ReferralSilo.Api.Access;

/// <summary>One open hub connection.</summary>
/// <param name="Caller">Id of the caller.</param>
/// <param name="Kind">Name of the hub: <c>boards</c>.</param>
public sealed record OpenConnection(string Id, string Caller, string Kind, DateTimeOffset OpenedAt);

/// <summary>The open hub connections of this process, limited per account and per address.</summary>
public sealed class ConnectionRegistry(IClock clock)
{
    private readonly ConcurrentDictionary<string, OpenConnection> _open = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _perCaller = [];
    private readonly Dictionary<string, int> _perAddress = [];

    public IReadOnlyCollection<OpenConnection> All => [.. _open.Values];

    /// <summary>
    /// Registers a connection; null when the account or the address has too many. Dispose when it closes.
    /// </summary>
    public IDisposable? TryOpen(string id, Caller caller, string kind, IPAddress? address)
    {
        var from = address?.ToString() ?? "";
        lock (_lock)
        {
            var ofCaller = _perCaller.GetValueOrDefault(caller.Id);
            var ofAddress = _perAddress.GetValueOrDefault(from);
            if (ofCaller >= AccessLimits.ConnectionsPerCaller || ofAddress >= AccessLimits.ConnectionsPerAddress)
                return null;
            _perCaller[caller.Id] = ofCaller + 1;
            _perAddress[from] = ofAddress + 1;
        }

        _open[id] = new OpenConnection(id, caller.Id, kind, clock.GetCurrentInstant().ToDateTimeOffset());
        return new Registration(this, id, caller.Id, from);
    }

    private void Close(string id, string caller, string address)
    {
        _open.TryRemove(id, out _);
        lock (_lock)
        {
            Decrement(_perCaller, caller);
            Decrement(_perAddress, address);
        }
    }

    private static void Decrement(Dictionary<string, int> counts, string key)
    {
        if (counts[key] == 1)
            counts.Remove(key);
        else
            counts[key]--;
    }

    private sealed class Registration(ConnectionRegistry registry, string id, string caller, string address)
        : IDisposable
    {
        private int _closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
                registry.Close(id, caller, address);
        }
    }
}
