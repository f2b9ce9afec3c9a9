using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using ReferralSilo.Host.Security.Accounts;

namespace ReferralSilo.Host.Security.SigningIn;

/// <summary>OpenIddict: client credentials, signed tokens, checked in this process.</summary>
internal static class TokenServices
{
    public static void AddTokens(this IServiceCollection services, AccountsOptions options)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<AccountsDb>())
            .AddServer(server =>
            {
                server.SetIssuer(new Uri(options.Issuer)).SetTokenEndpointUris(TokenEndpoint.Path);
                server.AllowClientCredentialsFlow().DisableAccessTokenEncryption()
                    .SetAccessTokenLifetime(SecurityLimits.TokenLifetime);
                // A token's worth is asked of the client's account, every few seconds: no row per token is needed to
                // revoke it.
                server.DisableTokenStorage().DisableScopeValidation();
                // Required, and used for nothing here: access tokens are signed only, and there are no other tokens.
                server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));
                var web = server.UseAspNetCore().EnableTokenEndpointPassthrough();
                if (options.AllowPlainHttp)
                    web.DisableTransportSecurityRequirement();
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
            });
        // The key is in the database, so it is there only after Prepare: options are built at the first use, not now.
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(sp =>
            new ConfigureOptions<OpenIddictServerOptions>(server =>
            server.SigningCredentials.Add(
                new SigningCredentials(sp.GetRequiredService<SigningKey>().Key, SecurityAlgorithms.EcdsaSha256))));
    }
}
