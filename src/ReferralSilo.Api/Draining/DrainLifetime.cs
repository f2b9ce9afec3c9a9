using System.Runtime.InteropServices;

namespace ReferralSilo.Api.Draining;

/// <summary>
/// On SIGTERM, SIGINT or SIGQUIT, drains the process and then stops it. The host's default lifetime
/// would stop at once, and the hub would close all connections before clients could move to another silo.
/// </summary>
internal sealed partial class DrainLifetime(
    Drain drain, Readiness readiness, IHostApplicationLifetime application, ILogger<DrainLifetime> log) : IHostLifetime,
        IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, Asked));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _hurry.Dispose();
    }

    private void Asked(PosixSignalContext context)
    {
        context.Cancel = true;
        var before = Interlocked.Increment(ref _asked);
        if (before == 1) _ = Leave();
        else if (before == 2) _hurry.Cancel();
    }

    private async Task Leave()
    {
        try
        {
            // Before the process is ready, it has received no requests, so there is nothing to drain.
            if (readiness.IsReady) await drain.Run(_hurry.Token);
        }
        catch (Exception e)
        {
            // A failed drain must not prevent the stop. It costs each client one retry.
            LogBroke(e);
        }

        application.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The drain broke; stopping at once")]
    private partial void LogBroke(Exception error);
}
