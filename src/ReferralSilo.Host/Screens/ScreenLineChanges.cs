using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Host.Screens;

/// <summary>The changes that this silo's catalog has read. Screens are told on other threads, each by itself: they
/// render at once, and the command that made the change does not wait for them.</summary>
public sealed partial class ScreenLineChanges : ILineChanges
{
    private readonly ILogger<ScreenLineChanges> _logger;

    public ScreenLineChanges(ServiceLineCatalog lines, ILogger<ScreenLineChanges> logger)
    {
        _logger = logger;
        lines.Changed += TellAll;
    }

    public event Action? Changed;

    private void TellAll()
    {
        // Without the execution context, so that what the screens read is not in the trace of the command.
        foreach (var screen in Delegate.EnumerateInvocationList(Changed))
            ThreadPool.UnsafeQueueUserWorkItem(Tell, screen, preferLocal: false);
    }

    private void Tell(Action screen)
    {
        try
        {
            screen();
        }
        catch (Exception e)
        {
            // The other screens still receive the change.
            LogFailed(e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A screen could not be told of changed service lines: {Error}")]
    private partial void LogFailed(string error);
}
