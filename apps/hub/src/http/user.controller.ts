import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Needs } from '../access/needs.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { SetUpService, setUpUrl, type SetUpLink } from '../access/set-up.service.js';
import type { User } from '../access/user.js';
import { UserService } from '../access/user.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import { NotFoundError } from '../status/not-found-error.js';
import { ApiProblems } from './api-problems.js';
import type { ApiRequest } from './exchange.js';
import { originOf } from './request-origin.js';
import {
  CreatedUserDto,
  CreateUserRequest,
  EditUserRequest,
  SetUpLinkDto,
  UserDto,
  UserListDto,
} from './dto/user.dto.js';

@ApiTags('access')
@Needs('access:write')
@Controller('api/users')
export class UserController {
  constructor(
    private readonly users: UserService,
    private readonly setUps: SetUpService,
    private readonly hub: HubConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who may sign in' })
  @ApiOkResponse({ type: UserListDto })
  async list(): Promise<{ readonly users: readonly User[] }> {
    return { users: await this.users.list() };
  }

  @Post()
  @ApiOperation({ summary: 'Lets somebody sign in' })
  @ApiCreatedResponse({ type: CreatedUserDto })
  @ApiProblems(400, 409)
  async create(
    @Body() body: CreateUserRequest,
    @Req() request: ApiRequest,
  ): Promise<CreatedUserDto> {
    const user = await this.users.add(body);
    const link = user.hasPassword ? null : await this.setUps.linkFor(user);
    return { user, setUpLink: link && this.describe(link, request) };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Changes name or role of a user, or keeps them out' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(400, 404, 409)
  async edit(@Param('id') id: string, @Body() body: EditUserRequest): Promise<User> {
    const { after } = await this.users.edit(known(id), body);
    return after;
  }

  @Post(':id/setup-link')
  @HttpCode(200)
  @ApiOperation({ summary: 'A link on which a user sets a new password' })
  @ApiOkResponse({ type: SetUpLinkDto })
  @ApiProblems(404)
  async link(@Param('id') id: string, @Req() request: ApiRequest): Promise<SetUpLinkDto> {
    return this.describe(await this.setUps.linkFor(await this.users.get(known(id))), request);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Removes a user. Their segments go to the user who does so' })
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblems(404, 409)
  async delete(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.users.delete(known(id), principal.kind === 'user' ? principal : undefined);
  }

  private describe(link: SetUpLink, request: ApiRequest): SetUpLinkDto {
    const own = originOf(request, this.hub.config.server?.url);
    return { url: setUpUrl(link, own), expiresAt: link.expiresAt };
  }
}

function known(id: string): string {
  if (!isUUID(id)) throw new NotFoundError(`user ${id}`);
  return id;
}
