using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Alarms;
using ReferralSilo.Console.Conversations;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>A circuit without a browser: scripted board, recording API, fixed clock.</summary>
internal sealed class ConsoleContext : BunitContext
{
    public ConsoleContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./_content/ReferralSilo.Console/screen.js").Mode = JSRuntimeMode.Loose;
        Sound = JSInterop.SetupModule("./_content/ReferralSilo.Console/alarm.js");
        Sound.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IClock>(Time);
        Services.AddSingleton<IBoardWatch>(Board);
        Services.AddSingleton<IConsoleApi>(Api);
        Services.AddSingleton<ILineChanges>(LineChanges);
        Services.AddSingleton<ISettingsApi>(Settings);
        Services.AddSingleton<IMailboxApi>(Mailbox);
        Services.AddSingleton<IPatientsApi>(Patients);
        Services.AddSingleton<ITemplatesApi>(Templates);
        Services.AddSingleton<IMessagingStatusApi>(Templates);
        Services.AddScoped<SessionState>();
        Services.AddScoped<LiveStatus>();
        Services.AddScoped<AlarmWatch>();
        Services.AddSingleton<IConversationsApi>(Conversations);
        Services.AddScoped<ConversationWatch>();
        Services.AddScoped<Receipts>();
    }

    /// <summary>The browser's part of the alarms.</summary>
    public BunitJSModuleInterop Sound { get; }

    public QuickTime Time { get; } = new(ARow.Now);

    public ScriptedWatch Board { get; } = new();

    public FakeConsoleApi Api { get; } = new();

    public FakeLineChanges LineChanges { get; } = new();

    public FakeSettingsApi Settings { get; } = new();

    public FakeMailboxApi Mailbox { get; } = new();

    public FakeConversationsApi Conversations { get; } = new();

    public FakePatientsApi Patients { get; } = new();

    public FakeTemplatesApi Templates { get; } = new();

    /// <summary>Signs in a person who may change all settings.</summary>
    public void SignInAdministrator() => Api.CurrentSession = Api.CurrentSession with
    {
        Roles = [Roles.Administrator], Boards = ["wallboard"], ManagesStaff = true,
        Settings =
        [
            SettingNames.ServiceLines, SettingNames.Clinicians, SettingNames.Availability, SettingNames.Sources,
            SettingNames.Campaigns,
        ],
    };

    /// <summary>Answers the page's board request with a snapshot.</summary>
    public async Task<ScriptedWatch.Stream> Open(params BoardRow[] rows)
    {
        var stream = await Board.NextRequest();
        stream.Send(ARow.Snapshot(stream.Board, 1, rows));
        return stream;
    }
}
