using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// Takes the place of the sockets in a silo without other silos: it opens no port, so nothing can connect. Orleans
/// trusts whatever connects to a silo port.
/// </summary>
internal sealed class NoConnections : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listener(endpoint));

    /// <summary>Replaces every listener of this silo.</summary>
    public static void Apply(IServiceCollection services)
    {
        var keys = services.Where(s => s.IsKeyedService && s.ServiceType == typeof(IConnectionListenerFactory))
            .Select(s => s.ServiceKey).ToList();
        if (keys.Count == 0) throw new InvalidOperationException("Orleans registers its listeners in another way.");
        foreach (var key in keys) services.AddKeyedSingleton<IConnectionListenerFactory, NoConnections>(key);
    }

    private sealed class Listener(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _end = new();

        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            new(_end.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _end.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
    }
}
