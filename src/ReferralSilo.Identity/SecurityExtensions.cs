using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Time;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.Limits;
using ReferralSilo.Identity.SigningIn;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Identity;

/// <summary>
/// Registers accounts, sign-in and permissions, and adds their middleware. Needs a registered <see cref="IClock"/>:
/// another silo judges the sessions and tokens that this one issues.
/// </summary>
public static class SecurityExtensions
{
    /// <summary>Adds the services. <see cref="AccountsDatabase.Prepare"/> must run before the server listens.</summary>
    public static WebApplicationBuilder AddReferralSiloSecurity(this WebApplicationBuilder builder,
        Action<AccountsOptions> configure)
    {
        var services = builder.Services;
        var options = new AccountsOptions();
        configure(options);
        services.AddSingleton(Options.Create(options));
        services.TryAddSingleton<ClockTimeProvider>();

        services.AddAccounts(options);
        services.AddSignIn();
        services.AddTokens(options);
        services.AddPermissions();
        return builder;
    }

    /// <summary>Must come after <c>UseProblems</c> and before all endpoints.</summary>
    public static WebApplication UseReferralSiloSecurity(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.Use(TokenEndpoint.Limit);
        app.Use(OpenIddictRequests.Middleware);
        app.UseAuthentication();
        app.UseAuthorization();
        return app;
    }

    private static void AddAccounts(this IServiceCollection services, AccountsOptions options)
    {
        services.AddDbContextFactory<AccountsDb>(db => _ = options.Engine is AccountsEngine.Sqlite
            ? db.UseSqlite(AccountsConnection.String(options))
            : db.UseNpgsql(AccountsConnection.String(options)));
        services.AddSingleton<SigningKey>();
        services.AddSingleton<AccountsDatabase>();
        services.AddSingleton<InstallationCheck>();
        services.AddSingleton<AccountChanges>();
        services.AddSingleton<StaffService>();
        services.AddSingleton<ClientService>();
        services.AddSingleton<SetUpService>();
        services.AddSingleton<ISetUpStatus>(sp => sp.GetRequiredService<SetUpService>());
        services.AddSingleton<StaffAccounts>();
        services.AddSingleton<IStaffDirectory, StaffDirectory>();
        services.AddSingleton<DemoAccounts>();
        services.AddIdentityCore<StaffUser>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.Password.RequiredLength = SecurityLimits.MinPassword;
                identity.Password.RequireDigit = identity.Password.RequireUppercase =
                    identity.Password.RequireLowercase = false;
                identity.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AccountsDb>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = SecurityLimits.PasswordRounds);
        services.AddSingleton<IPasswordHasher<StaffUser>, PasswordHasher<StaffUser>>();
        services.AddSingleton<ILookupNormalizer, AccountNameNormalizer>();

        // Suppresses the warning that keys are stored unencrypted, which the
        // README explains: only the owner can read the folder and the database.
        services.AddLogging(log =>
            log.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        var protection = services.AddDataProtection().SetApplicationName("ReferralSilo");
        if (options.Engine is AccountsEngine.Sqlite)
        {
            PrivateFiles.CreateFolder(options.ProtectionFolder);
            protection.PersistKeysToFileSystem(new DirectoryInfo(options.ProtectionFolder));
        }
        else
        {
            services.AddSingleton<ProtectionKeys>();
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(sp =>
                new ConfigureOptions<KeyManagementOptions>(keys =>
                    keys.XmlRepository = sp.GetRequiredService<ProtectionKeys>()));
        }
    }

    private static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<IAuthenticationSchemeProvider, OpenIddictRequests.Schemes>();
        services.AddAuthentication(SecuritySchemes.Either)
            .AddPolicyScheme(SecuritySchemes.Either, null, either => either.ForwardDefaultSelector =
                context => BearerHandler.IsOn(context.Request) ? SecuritySchemes.Bearer : SecuritySchemes.Cookie)
            .AddCookie(SecuritySchemes.Cookie, SessionCookie.Configure)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(SecuritySchemes.Bearer, null);
        services.AddOptions<CookieAuthenticationOptions>(SecuritySchemes.Cookie)
            .Configure<ClockTimeProvider>((cookie, time) => cookie.TimeProvider = time);
        services.AddSingleton<ValidatedTokens>();
        services.AddSingleton<SignInRates>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<PasswordService>();
        services.AddSingleton<ClientRefusals>();
        services.AddSingleton<Sessions>();
    }

    private static void AddPermissions(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new NothingDeclared()).Build());
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialAnswers>();
        services.AddSingleton<IRightsReader, RightsReader>();
        services.AddSingleton(sp => new AccessRevocationMonitor(
            sp.GetRequiredService<IRightsReader>(), sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<IClock>(), sp.GetRequiredService<ILogger<AccessRevocationMonitor>>()));
        services.AddHostedService<RightsLoop>();
        services.AddSingleton<ConnectionRegistry>();
    }
}
