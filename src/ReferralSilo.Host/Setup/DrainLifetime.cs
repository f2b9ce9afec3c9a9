using System.Runtime.InteropServices;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// Turns SIGTERM, SIGINT and SIGQUIT into a drain and then a stop. The host's own lifetime stops at once, and with that
/// signal the hub cuts all its connections before anyone was told to move.
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
            // While it starts nobody was sent here yet, and there is nothing to hand over.
            if (readiness.IsReady) await drain.Run(_hurry.Token);
        }
        catch (Exception e)
        {
            // A drain that breaks must not keep the process alive; clients lose a retry each.
            LogBroke(e);
        }

        application.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The drain broke; stopping at once")]
    private partial void LogBroke(Exception error);
}
